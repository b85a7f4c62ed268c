// anywidget gives a control two seconds to set itself up and then never shows it. A slow phone, or
// one of many pages that load at once, may need longer.

const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => timeout(Math.max(milliseconds, 120_000));
