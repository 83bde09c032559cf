import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { createMetrics } from '../platform/metrics.ts';
import { serveRequests } from '../platform/worker-threads/index.ts';
import { fileSignIns } from './file-sign-ins.ts';
import { type RunningFiles, startFiles } from './files.ts';
import type { FilesRequests } from './files-process.ts';
import { inSharedTime, openShared } from './shared.ts';

/**
 * Where both want a core, the recorder's process gets three times as much: a download can wait, a call cannot. With a higher one
 * downloads would all but stand still while calls are encoded.
 */
const NICENESS = 5;
const LOWEST_PRIORITY = constants.priority.PRIORITY_LOW;
/** Of -1000 to 1000; the recorder's is 0, as a rule. Without it the kernel ends the larger process. */
const OOM_SCORE = 500;

/** This program is the process of the files role beside other roles: `startFilesProcess` starts it. */
lowerPriority();
endFirstWithoutMemory();
serveRequests<FilesRequests>(filesRole());

function filesRole(): FilesRequests {
  const metrics = createMetrics();
  const started = new AsyncDisposableStack();
  let checks: RunningFiles['checks'] = {};
  const currentChecks = () => Object.fromEntries(Object.entries(checks).map(([name, isOk]) => [name, isOk()]));
  return {
    start: async ({ config, databaseUrl }) => {
      const log = createLogger(config.logLevel);
      const options = { config: { ...config, databaseUrl }, clock: systemClock, log, metrics };
      const shared = await openShared({ ...options, as: 'worker-process', compareClocks: true });
      started.defer(() => shared.close());
      const timed = inSharedTime(shared);
      const doors = fileSignIns(timed);
      started.defer(() => doors.close());
      const role = await startFiles(timed, doors.signIns);
      started.defer(() => role.stop());
      checks = role.checks;
      return { ports: role.ports, checks: currentChecks() };
    },
    checks: currentChecks,
    metrics: () => metrics.getMetricsAsJSON(),
    stop: () => started.disposeAsync(),
  };
}

/**
 * Of each thread that runs by now: on Linux a priority is a thread's, and a new one gets that of the thread that starts it. By so
 * much below what the service has, which may have been lowered before: only root may raise it.
 */
function lowerPriority(): void {
  for (const thread of readdirSync('/proc/self/task').map(Number)) {
    try {
      setPriority(thread, Math.min(getPriority(thread) + NICENESS, LOWEST_PRIORITY));
    } catch {
      // The thread has ended, or a container forbids it. Files are served without it.
    }
  }
}

/** Where memory runs out, the kernel ends this process before the recorder's. */
function endFirstWithoutMemory(): void {
  const file = '/proc/self/oom_score_adj';
  try {
    if (Number(readFileSync(file, 'utf8')) < OOM_SCORE) writeFileSync(file, String(OOM_SCORE));
  } catch {
    // A container may forbid it. Files are served without it.
  }
}
