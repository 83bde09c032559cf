/** Whether a text is the name of a time zone, as the API takes it. Empty is none, which is allowed. */
export function isTimeZone(text: string): boolean {
  const zone = text.trim();
  if (zone === '') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
