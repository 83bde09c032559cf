import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'basic-ftp';
import type { ListedRecording } from '../../catalog/index.ts';
import type { ReadyReport } from '../../compose/index.ts';
import type { Credentials } from '../../tenants/index.ts';
import { DemoBrowser, type DownloadedFile, downloadedFile } from './demo-browser.ts';
import type { DemoTenants, PlacedDemoCall } from './demo-calls.ts';

/** What `demo --exit` prints. */
interface DemoReport {
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
  /** SHA-256 of the file as downloaded over each. */
  readonly http: string;
  readonly ftp: string;
}

interface DemoToVerify {
  readonly ready: ReadyReport;
  readonly tenants: DemoTenants;
  readonly calls: readonly PlacedDemoCall[];
  readonly recordings: readonly ListedRecording[];
}

/** How much longer or shorter than its call a recording may be: starting and ending take time on a busy machine. */
const DURATION_TOLERANCE_MS = 250;

/** Downloads every recording over HTTP and FTP as its customer and compares them with the calls placed. */
export async function verifyDemo({ ready, tenants, calls, recordings }: DemoToVerify): Promise<DemoReport> {
  const api = await DemoBrowser.signIn(ready, tenants.florist.panel);
  const listed = (await api.calls()).flatMap((call) => call.recordings);
  const checked: CheckedRecording[] = [];
  const problems: string[] = [];
  for (const { path, durationMs } of recordings) {
    const recording = listed.find((candidate) => candidate.path === path);
    if (recording === undefined) {
      problems.push(`${path} is not in the panel`);
      continue;
    }
    const http = await api.download(recording);
    const ftp = await downloadOverFtp(ready, tenants.florist.ftp, path);
    if (http.sha256 !== ftp.sha256) problems.push(`${path} is not the same over HTTP and FTP`);
    if (http.sizeBytes !== recording.sizeBytes) problems.push(`${path} is not as long as listed`);
    checked.push({ path, durationMs, sizeBytes: http.sizeBytes, http: http.sha256, ftp: ftp.sha256 });
  }
  if (!(await api.report()).subarray(0, 5).equals(Buffer.from('%PDF-'))) problems.push('the report is no PDF');
  problems.push(...compareCalls(calls, checked), ...(await checkRefusedCalls(ready, tenants, calls)));
  return {
    ok: problems.length === 0,
    calls: calls.length,
    recorded: checked.length,
    refused: calls.filter(({ status }) => status !== 200).length,
    recordings: checked,
    problems,
  };
}

function compareCalls(calls: readonly PlacedDemoCall[], checked: readonly CheckedRecording[]): string[] {
  const expected = calls.filter(({ recorded }) => recorded);
  const problems = calls
    .filter(({ recorded, status }) => recorded !== (status === 200))
    .map(({ description, status }) => `the call ${description} was answered ${status}`);
  if (checked.length !== expected.length) problems.push(`${checked.length} recordings of ${expected.length} calls`);
  const recordedMs = checked.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const calledMs = expected.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  for (const [index, durationMs] of calledMs.entries()) {
    const recorded = recordedMs[index] ?? 0;
    if (Math.abs(recorded - durationMs) > DURATION_TOLERANCE_MS)
      problems.push(`a recording of ${recorded} ms of a call of ${durationMs} ms`);
  }
  return problems;
}

/** The call of the tenant with recording off is in its history, with the reason and without a recording. */
async function checkRefusedCalls(
  ready: ReadyReport,
  tenants: DemoTenants,
  placed: readonly PlacedDemoCall[],
): Promise<string[]> {
  const api = await DemoBrowser.signIn(ready, tenants.accountant.panel);
  const calls = await api.calls();
  const refused = calls.filter((call) => call.recordings.length === 0 && call.noRecordingReason === 'recording-off');
  const expected = placed.filter(({ recorded }) => !recorded).length;
  return refused.length === expected && calls.length === expected
    ? []
    : ['the call that was not recorded is not in the history with its reason'];
}

async function downloadOverFtp(
  { ftp }: ReadyReport,
  { login, password }: Credentials,
  path: string,
): Promise<DownloadedFile> {
  const { hostname, port } = new URL(ftp!);
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-ftp-'));
  const client = new Client();
  try {
    await client.access({ host: hostname, port: Number(port), user: login, password });
    const file = join(folder, 'downloaded.mp3');
    await client.downloadTo(file, path);
    return downloadedFile(await readFile(file));
  } finally {
    client.close();
    await rm(folder, { recursive: true, force: true });
  }
}
