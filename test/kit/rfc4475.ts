import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = new URL('../corpus/rfc4475/', import.meta.url).pathname;

/** A message of RFC 4475 by the name that the RFC gives it. Lines end with LF in the repository; messages of odd bytes are base64. */
export function tortureMessage(name: string): Buffer {
  const [file] = readdirSync(FOLDER).filter((one) => one.split('.', 1)[0] === name);
  const bytes = readFileSync(join(FOLDER, file!));
  return file!.endsWith('.base64')
    ? Buffer.from(bytes.toString(), 'base64')
    : Buffer.from(bytes.toString().replaceAll('\n', '\r\n'));
}

export function tortureNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => /\.sip(\.base64)?$/.test(file))
    .map((file) => file.split('.', 1)[0]!);
}
