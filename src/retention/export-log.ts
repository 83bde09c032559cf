import type { Database } from '../platform/postgres/index.ts';
import { entryLine, headLine, readEntryLine, readHeadLine } from './log-file.ts';
import type { LogSigner } from './log-signature.ts';
import { LogCheck, type LogVerdict } from './log-verdict.ts';
import { readLog } from './read-log.ts';

/** The log as anybody may keep it, line by line, without line ends. */
export async function* exportLog(db: Database, signer: LogSigner): AsyncGenerator<string> {
  yield headLine(signer.publicKey);
  for await (const page of readLog(db)) yield* page.map(entryLine);
}

/**
 * Checks an exported log by itself: its chain and its signatures, without the service. That the key in its first line is
 * the operator's is for the reader to compare.
 */
export async function verifyExportedLog(lines: AsyncIterable<string>): Promise<LogVerdict> {
  let check: LogCheck | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (check === null) {
      const head = readHeadLine(line);
      check = new LogCheck(head.ok ? head.value : '');
      continue;
    }
    const entry = readEntryLine(line);
    if (entry.ok) check.follow(entry.value);
    else check.note('unreadable', `line ${number}`);
  }
  return (check ?? new LogCheck('')).verdict();
}
