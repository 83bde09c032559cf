import type { ListedRecording } from '../../catalog/index.ts';
import type { ReadyReport } from '../../compose/index.ts';
import type { Cast } from './cast.ts';
import { ApiCustomer, fetchOverFtp } from './customer.ts';
import type { PlayedCall } from './play.ts';

/** What `demo --exit` prints. */
export interface DemoReport {
  readonly ok: boolean;
  readonly calls: number;
  readonly recorded: number;
  readonly refused: number;
  readonly recordings: readonly CheckedRecording[];
  readonly problems: readonly string[];
}

interface CheckedRecording {
  readonly path: string;
  readonly durationMs: number;
  readonly sizeBytes: number;
  /** SHA-256 of the file as it came over each. */
  readonly http: string;
  readonly ftp: string;
}

export interface DemoToVerify {
  readonly ready: ReadyReport;
  readonly cast: Cast;
  readonly played: readonly PlayedCall[];
  readonly recordings: readonly ListedRecording[];
}

/** A recording is as long as its call, give or take what starting and hanging up take on a busy machine. */
const DURATION_TOLERANCE_MS = 250;

/** Fetches every recording by HTTP and FTP as its customer would and checks that all is as it was played. */
export async function verifyDemo({ ready, cast, played, recordings }: DemoToVerify): Promise<DemoReport> {
  const customer = await ApiCustomer.signIn(ready, cast.florist.panel);
  const listed = (await customer.calls()).flatMap((call) => call.recordings);
  const checked: CheckedRecording[] = [];
  const problems: string[] = [];
  for (const { path, durationMs } of recordings) {
    const recording = listed.find((candidate) => candidate.path === path);
    if (recording === undefined) {
      problems.push(`${path} is not in the panel`);
      continue;
    }
    const http = await customer.download(recording);
    const ftp = await fetchOverFtp(ready, cast.florist.ftp, path);
    if (http.sha256 !== ftp.sha256) problems.push(`${path} is not the same over HTTP and FTP`);
    if (http.sizeBytes !== recording.sizeBytes) problems.push(`${path} is not as long as listed`);
    checked.push({ path, durationMs, sizeBytes: http.sizeBytes, http: http.sha256, ftp: ftp.sha256 });
  }
  problems.push(...compareCalls(played, checked), ...(await checkRefused(ready, cast, played)));
  return {
    ok: problems.length === 0,
    calls: played.length,
    recorded: checked.length,
    refused: played.filter(({ status }) => status !== 200).length,
    recordings: checked,
    problems,
  };
}

function compareCalls(played: readonly PlayedCall[], checked: readonly CheckedRecording[]): string[] {
  const expected = played.filter(({ recorded }) => recorded);
  const problems = played
    .filter(({ recorded, status }) => recorded !== (status === 200))
    .map(({ about, status }) => `the call ${about} was answered ${status}`);
  if (checked.length !== expected.length) problems.push(`${checked.length} recordings of ${expected.length} calls`);
  const lengths = checked.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const talked = expected.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  for (const [index, durationMs] of talked.entries()) {
    const length = lengths[index] ?? 0;
    if (Math.abs(length - durationMs) > DURATION_TOLERANCE_MS)
      problems.push(`${length} ms of a call of ${durationMs} ms`);
  }
  return problems;
}

/** The tenant with recording off has its call in the history, with the reason and without audio. */
async function checkRefused(ready: ReadyReport, cast: Cast, played: readonly PlayedCall[]): Promise<string[]> {
  const customer = await ApiCustomer.signIn(ready, cast.accountant.panel);
  const calls = await customer.calls();
  const refused = calls.filter((call) => call.recordings.length === 0 && call.noRecordingReason === 'recording-off');
  const expected = played.filter(({ recorded }) => !recorded).length;
  return refused.length === expected && calls.length === expected
    ? []
    : ['the refused call is not in the history as such'];
}
