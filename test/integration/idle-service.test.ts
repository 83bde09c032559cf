import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Timer } from '../../src/base/clock.ts';
import { startService } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const { db, url } = testDatabase();

/**
 * What an idle process with all roles may do in a minute of its clock. Each of these wakes it; the CPU of a whole minute is about that of as many
 * statements. Jobs that come due, some ten statements each, are not among them: their time is the database's.
 */
const MOST_QUERIES = 90;
/** Each listener for notifications looks every 10 s whether its connection is alive. */
const MOST_TIMERS = 150;

/** Counts what it is asked to do. */
class CountingClock extends ManualClock {
  fired = 0;

  override after(delayMs: number, action: () => void): Timer {
    return super.after(delayMs, this.#counted(action));
  }

  override every(intervalMs: number, action: () => void): Timer {
    return super.every(intervalMs, this.#counted(action));
  }

  #counted(action: () => void): () => void {
    return () => {
      this.fired++;
      action();
    };
  }
}

/** All statements of this process. */
function countQueries() {
  const state = { sent: [] as string[], open: 0 };
  const query = Reflect.get(Client.prototype, 'query');
  const ended = (): void => void state.open--;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const [text] = args as [string | { readonly text: string }];
    state.sent.push((typeof text === 'string' ? text : text.text).replaceAll(/\s+/g, ' ').slice(0, 60));
    state.open++;
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args[args.length - 1] = (...answer: unknown[]) => {
        ended();
        callback(...answer);
      };
      return Reflect.apply(query, this, args);
    }
    const answer = Reflect.apply(query, this, args) as unknown as Promise<unknown>;
    answer.then(ended, ended);
    return answer;
  });
  onTestFinished(() => spy.mockRestore());
  return state;
}

test('a service without calls asks its database for little, and seldom wakes', async () => {
  const queries = countQueries();
  // The media threads have a clock of their own, by which no minute passes: they seem to hang.
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  const clock = new CountingClock();
  const config = {
    ...loadConfig({ FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: temporaryFolder() }),
    httpPort: 0,
    sipPort: 0,
    ftpPort: 0,
    sftpPort: 0,
  };
  const service = await startService({ config, clock, log: quietLog });
  onTestFinished(() => service.stop());
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 5; quiet++) {
      if (queries.open > 0) quiet = 0;
      await setImmediate();
    }
  };
  // No job comes due: that would depend on how long this test takes.
  await sql`UPDATE pgboss.version SET cron_on = now() + interval '1 day'`.execute(db);
  // What the start itself leaves to be done.
  for (let second = 0; second < 60; second++) {
    clock.advance(1_000);
    await settle();
  }
  queries.sent.length = 0;
  clock.fired = 0;
  for (let second = 0; second < 60; second++) {
    clock.advance(1_000);
    await settle();
  }
  expect(queries.sent.length, queries.sent.join('\n')).toBeLessThan(MOST_QUERIES);
  expect(queries.sent.length).toBeGreaterThan(0);
  expect(clock.fired).toBeLessThan(MOST_TIMERS);
});
