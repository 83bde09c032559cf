/** The service of `bench/invites-under-downloads.ts`: `DATA own|same`, whether the files role has a process of its own. */
import { startService, untilSignal } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogger } from '../../src/platform/logging.ts';

const [data = '', process = 'own'] = globalThis.process.argv.slice(2);
const ports = { httpPort: 0, sipPort: 0, sipsPort: null, ftpPort: 0 };
const config = { ...loadConfig({}), ...ports, data };
const options = { config, clock: systemClock, log: createLogger('error') };
const signalled = untilSignal(systemClock);
const service = await startService({
  ...options,
  ...(process === 'own' && { filesProcess: { stderr: 'inherit' as const } }),
});
console.log(`ready ${JSON.stringify(service.ready)}`);
await signalled;
await service.stop();
