import type { ByteSource } from '../base/byte-source.ts';
import { parseMp3FrameHeader } from '../wire/mp3/index.ts';

/** What a file is by its first bytes, whatever its name says; null: nothing that is taken. */
export function audioKind(read: ByteSource): 'wav' | 'mp3' | null {
  const beginning = read(0, 12);
  const text = String.fromCharCode(...beginning);
  if (/^(RIFF|RF64|BW64)[^]{4}WAVE/.test(text)) return 'wav';
  return text.startsWith('ID3') || parseMp3FrameHeader(beginning).ok ? 'mp3' : null;
}
