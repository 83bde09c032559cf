import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ImapMailbox, type ReceivedMail } from '../../src/platform/mail/index.ts';
import { CutProxy } from '../kit/cut-proxy.ts';
import { Dovecot } from '../kit/dovecot.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const mail = (subject: string, body = 'Dzień dobry'): string =>
  `From: Anna <anna@example.com>\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\n${body}\r\n`;
const subjectOf = ({ raw }: ReceivedMail): string => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '';

/** The system's clock with short waits. */
const hurriedClock: Clock = { ...systemClock, after: (delayMs, action) => systemClock.after(delayMs / 50, action) };

describe('a mailbox of Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await Dovecot.start();
  });
  beforeEach(() => dovecot.empty());
  afterAll(() => dovecot.dispose());

  /** Watches until the test ends. Returns the mails that were passed on. */
  function watching({
    url = dovecot.url(),
    clock = hurriedClock,
    handle = async () => {},
  }: {
    url?: string;
    clock?: Clock;
    handle?: (mail: ReceivedMail) => Promise<void>;
  } = {}): ReceivedMail[] {
    const handed: ReceivedMail[] = [];
    const stop = new AbortController();
    const done = new ImapMailbox({ url, clock, log: quietLog }).watch(async (mail) => {
      handed.push(mail);
      await handle(mail);
    }, stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await done;
    });
    return handed;
  }

  const putAway = (count: number) =>
    until(`${count} mails are marked done`, async () => (await dovecot.count('Fonoteka.Done')) === count);

  test('passes on existing and new mails, and moves them when handled', async () => {
    const arrivedAt = new Date('2026-01-30T13:59:00Z');
    await dovecot.deliver([mail('pierwszy'), mail('drugi')], arrivedAt);
    const handed = watching();
    await putAway(2);
    await dovecot.deliver([mail('trzeci')]);
    await putAway(3);
    expect(handed.map(subjectOf)).toEqual(['pierwszy', 'drugi', 'trzeci']);
    expect(handed[0]).toMatchObject({ complete: true, arrivedAt: arrivedAt.getTime() });
    expect(handed[0]!.raw.toString()).toBe(mail('pierwszy'));
    expect(await dovecot.count()).toBe(0);
  });

  test('passes on a mail that a person has already read', async () => {
    await dovecot.deliver([mail('przeczytany')]);
    await dovecot.markAllRead();
    const handed = watching();
    await putAway(1);
    expect(handed.map(subjectOf)).toEqual(['przeczytany']);
  });

  test('reads only the beginning of a mail over 10 MB', async () => {
    const large = Buffer.from(mail('duży', 'x'.repeat(998).concat('\r\n').repeat(10_600)));
    await dovecot.deliver([large, mail('mały')]);
    const handed = watching();
    await putAway(2);
    expect(handed[0]).toMatchObject({ complete: false, sizeBytes: large.length });
    expect(handed[0]!.raw.equals(large.subarray(0, handed[0]!.raw.length))).toBe(true);
    expect(handed[0]!.raw.length).toBe(256 * 1024);
    expect(handed[1]!.complete).toBe(true);
  });

  test('passes on a mail again after the connection broke', async () => {
    const proxy = await CutProxy.before(dovecot.port);
    onTestFinished(() => proxy.close());
    await dovecot.deliver([mail('przecięty', 'y'.repeat(500).concat('\r\n').repeat(400)), mail('następny')]);
    proxy.cutAfterBytes = 100_000;
    const handed = watching({ url: dovecot.url(proxy.port) });
    await putAway(2);
    expect(proxy.cuts).toBe(1);
    expect(handed.map(subjectOf)).toEqual(['przecięty', 'następny']);
    expect(handed[0]!.raw.length).toBe(handed[0]!.sizeBytes);
  });

  test('reconnects when the server was unavailable', async () => {
    const handed = watching();
    await dovecot.deliver([mail('przed')]);
    await putAway(1);
    await dovecot.stop();
    await dovecot.resume();
    await dovecot.deliver([mail('po')]);
    await putAway(2);
    expect(handed.map(subjectOf)).toEqual(['przed', 'po']);
  });

  test('a new UIDVALIDITY repeats and loses no mail', async () => {
    const handed = watching();
    await dovecot.deliver([mail('stary')]);
    await putAway(1);
    await dovecot.changeUidValidity();
    await dovecot.deliver([mail('nowy')]);
    await putAway(2);
    expect(handed.map(subjectOf)).toEqual(['stary', 'nowy']);
  });

  test('passes on again what could not be handled, without blocking other mails', async () => {
    await dovecot.deliver([mail('trudny'), mail('łatwy')]);
    let failures = 2;
    const handed = watching({
      handle: async (mail) => {
        if (subjectOf(mail) === 'trudny' && failures-- > 0) throw new Error('the database is unavailable');
      },
    });
    await putAway(2);
    expect(handed.map(subjectOf).filter((subject) => subject === 'trudny')).toHaveLength(3);
    expect(handed.map((mail) => subjectOf(mail)).filter((subject) => subject !== 'trudny')).toHaveLength(1);
  });

  test('marks a mail with a keyword if it cannot create the folder, and ignores marked ones', async () => {
    dovecot.forbidFolders();
    await dovecot.deliver([mail('raz')]);
    const handed = watching();
    await until('the mail is flagged', async () => (await dovecot.flags()).flat().includes('FonotekaDone'));
    await dovecot.deliver([mail('dwa')]);
    await until(
      'both are flagged',
      async () => (await dovecot.flags()).flat().filter((flag) => flag === 'FonotekaDone').length === 2,
    );
    expect(handed.map(subjectOf)).toEqual(['raz', 'dwa']);
  });

  test('waits with backoff for an unavailable server, and ends at the signal', async () => {
    const clock = new ManualClock();
    const closed = await CutProxy.before(dovecot.port);
    const { port } = closed;
    await closed.close();
    watching({ url: dovecot.url(port), clock });
    for (const waitMs of [1_000, 2_000, 4_000]) {
      await until('it waits', () => clock.pending === 1);
      clock.advance(waitMs - 1);
      expect(clock.pending).toBe(1);
      clock.advance(1);
    }
    await until('it waits again', () => clock.pending === 1);
  });
});
