"""One labelled figure per file; `golearn.plots` hands them out by name."""
