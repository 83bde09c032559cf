import { expect, it, onTestFinished } from 'vitest';
import type { IncomingInvite } from '../../src/intake/sip/transaction-user.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ClientDialog } from '../../src/test-caller/client-dialog.ts';
import { Kamailio } from '../kit/kamailio.ts';
import { SipFixture } from '../kit/sip-fixture.ts';
import { until } from '../kit/until.ts';

interface Fleet {
  readonly recorders: readonly [SipFixture, SipFixture];
  readonly dispatcher: Kamailio;
}

/** Two recorders behind the dispatcher that ops/dispatcher ships. */
async function started(): Promise<Fleet> {
  const recorders = await Promise.all([SipFixture.start(), SipFixture.start()]);
  for (const recorder of recorders) onTestFinished(() => recorder.stop());
  const dispatcher = await Kamailio.dispatcher(recorders.map(({ server }) => server.port));
  onTestFinished(() => dispatcher.stop());
  await Promise.all(recorders.map((recorder) => recorder.requests('OPTIONS', 1)));
  return { recorders, dispatcher };
}

const dialogs = ({ recorders }: Fleet): readonly number[] => recorders.map(({ user }) => user.dialogs.length);

async function invited({ dispatcher }: Fleet): Promise<{ readonly dialog: ClientDialog; readonly status?: number }> {
  const dialog = await ClientDialog.open({
    peer: { host: '127.0.0.1', port: dispatcher.port, transport: 'udp' },
    requestUri: `sip:recorder@127.0.0.1:${dispatcher.port}`,
    from: 'sip:pbx@127.0.0.1',
    clock: systemClock,
    onHungUp: () => undefined,
  });
  onTestFinished(() => dialog.close());
  const response = await dialog.invite({ type: 'application/sdp', body: Buffer.from('v=0\r\n') });
  return { dialog, ...(response && { status: response.status }) };
}

it('new sessions go to the recorders in turn; what belongs to a session goes to its own', async () => {
  const fleet = await started();
  const sessions = [await invited(fleet), await invited(fleet)];
  expect(sessions.map(({ status }) => status)).toEqual([200, 200]);
  expect(dialogs(fleet)).toEqual([1, 1]);
  for (const { dialog } of sessions) {
    expect(await dialog.invite({ type: 'application/sdp', body: Buffer.from('v=0\r\n') })).toMatchObject({
      status: 200,
    });
    expect(await dialog.request('BYE')).toMatchObject({ status: 200 });
  }
  expect(fleet.recorders.map(({ user }) => user.ends)).toEqual([['bye'], ['bye']]);
});

it('one that drains gets no new sessions and keeps its own; once it takes calls again, it gets some', async () => {
  const fleet = await started();
  const [{ user: draining }, { user: other }] = fleet.recorders;
  const open = [await invited(fleet), await invited(fleet)];
  draining.accepting = false;
  const takes = (invite: IncomingInvite): void => void draining.accept(invite);
  // It may be asked before the dispatcher knows: then the other one is, too.
  draining.onInvite = (invite) => invite.reject({ status: 503 });
  for (let call = 0; call < 4; call += 1) expect(await invited(fleet)).toMatchObject({ status: 200 });
  expect(dialogs(fleet)).toEqual([1, 5]);
  for (const { dialog } of open) expect(await dialog.request('BYE')).toMatchObject({ status: 200 });
  expect([draining.ends, other.ends]).toEqual([['bye'], ['bye']]);

  draining.accepting = true;
  draining.onInvite = takes;
  await until('it gets calls again', async () => {
    expect(await invited(fleet)).toMatchObject({ status: 200 });
    return draining.dialogs.length > 1;
  });
});

it('a recorder that is gone costs no session', async () => {
  const fleet = await started();
  await fleet.recorders[0].stop();
  for (let call = 0; call < 3; call += 1) expect(await invited(fleet)).toMatchObject({ status: 200 });
  expect(dialogs(fleet)).toEqual([0, 3]);
});
