/** What files begin with that PBXs, scripts and proxies send as audio. By the order of the list. */
const BEGINNINGS: readonly (readonly [RegExp | string, string])[] = [
  [/^$/, 'nothing'],
  [/^(RIFF|RF64|BW64)[^]{4}WAVE/, 'WAV'],
  [/^RIFF/, 'RIFF, not WAV'],
  [/^ID3/, 'ID3 (MP3)'],
  [/^OggS/, 'Ogg'],
  [/^fLaC/, 'FLAC'],
  [/^[^]{4}ftyp/, 'MP4 (M4A)'],
  [/^#!AMR/, 'AMR'],
  [/^\.snd/, 'AU'],
  [/^FORM[^]{4}AIF/, 'AIFF'],
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'AAC (ADTS)'],
  [/^\xff[\xe2-\xff]/, 'MPEG audio'],
  ['\x1aE\xdf\xa3', 'Matroska or WebM'],
  ['0&\xb2u\x8ef\xcf\x11', 'WMA (ASF)'],
  ['PK\x03\x04', 'ZIP'],
  ['\x1f\x8b', 'gzip'],
  [/^%PDF/, 'PDF'],
  [/^\s*<(!doctype )?html/i, 'HTML'],
  [/^\s*<\?xml/, 'XML'],
  [/^\s*[{[]"?/, 'JSON'],
  [/^[\t\n\r -~]+$/, 'text'],
];
/** Enough to tell text from sound. */
export const BEGINNING_BYTES = 64;

/** What a file looks like by its first bytes, for people who look for the cause of a refusal; none of its content. */
export function beginsAs(bytes: Uint8Array): string {
  const first = bytes.subarray(0, BEGINNING_BYTES);
  if (first.length > 0 && first.every((byte) => byte === 0)) return 'zeros';
  const text = Buffer.from(first).toString('latin1');
  const known = BEGINNINGS.find(([form]) => (typeof form === 'string' ? text.startsWith(form) : form.test(text)));
  return known?.[1] ?? 'unknown';
}
