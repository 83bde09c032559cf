/** Debian's browser without a window, for the tests, a benchmark and the drawing of icons. Alone in its file: it is imported without vitest. */
export const CHROMIUM = '/usr/bin/chromium-headless-shell';
