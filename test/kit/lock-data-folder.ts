import { AppError } from '../../src/base/errors.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { lockDataFolder } from '../../src/platform/data-folder-lock.ts';

/** Locks a data folder, prints what became of it, and keeps the lock until stdin ends. */
const [dataFolder = '', as = ''] = process.argv.slice(2);
try {
  const lock = await lockDataFolder({ dataFolder, as: as === 'service' ? 'service' : 'command', clock: systemClock });
  if (as === 'service') await lock?.announceReady();
  process.stdout.write(lock === null ? 'beside a service\n' : 'locked\n');
  process.stdin.resume().on('end', () => void lock?.release());
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.code : String(error)}\n`);
}
