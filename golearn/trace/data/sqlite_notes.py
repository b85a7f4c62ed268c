"""Prints the SQL that the recording `sqlite` ran: a small table of notes, filled and queried."""

import random

draw = random.Random(1)
words = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron
pi rho sigma tau upsilon phi chi psi omega""".split()
print("pragma cache_size=50;")
print("create table note(id integer primary key, tag text, body text);")
print("create index note_tag on note(tag);")
for i in range(260):
    body = " ".join(draw.choice(words) for _ in range(draw.choice([3, 5, 8, 40, 200])))
    print(f"insert into note values({i}, '{draw.choice(words)}', '{body}');")
    if i % 7 == 3:
        print(f"delete from note where id = {draw.randrange(i)};")
    if i % 11 == 5:
        print("select tag, count(*), max(length(body)) from note group by tag order by 2 desc;")
    if i % 13 == 6:
        print(
            "select a.id, b.id from note a join note b on a.tag = b.tag where a.id < b.id"
            f" and a.body like '%{draw.choice(words)}%' order by a.body limit 20;"
        )
    if i % 17 == 8:
        word, tag = draw.choice(words), draw.choice(words)
        print(f"update note set body = body || ' {word}' where tag = '{tag}';")
