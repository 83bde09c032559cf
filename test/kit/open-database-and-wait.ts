import { AppError } from '../../src/base/errors.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/postgres/index.ts';
import { quietLog } from './quiet-log.ts';

const [dataFolder = '', as = ''] = process.argv.slice(2);
try {
  const database = await openDatabase({
    url: '',
    dataFolder,
    as: as === 'service' ? 'service' : 'command',
    clock: systemClock,
    log: quietLog,
  });
  process.stdout.write(`${database.url}\n`);
  process.stdin.resume().on('end', () => void database.close());
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.code : String(error)}\n`);
}
