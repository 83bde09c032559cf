import { useQueryClient } from '@tanstack/react-query';
import { api, type PushDay, type PushDayReport, type PushSetup } from '../api/client.ts';
import { addDays, firstDayOf, lastDayOf, type Month, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';

const SETUP = ['get', '/api/v1/push'] as const;
const DAYS = ['get', '/api/v1/push/days'] as const;
const DAY = ['get', '/api/v1/push/days/{day}'] as const;

/** While files go out, the numbers move. */
const MOVING_MS = 2_000;
const RESTING_MS = 30_000;
/** What the services page looks back on. */
const LOOKED_BACK_DAYS = 31;

/** Where the packages go, and how it goes. */
export function usePushSetup() {
  return api.useQuery(...SETUP, {}, { refetchInterval: RESTING_MS });
}

/** What became of each day of a month. */
export function usePushMonth(month: Month) {
  return usePushDays(firstDayOf(month), lastDayOf(month));
}

/** What became of each of the days before today. */
export function useLatestPushDays() {
  const today = warsawDay(new Date());
  return usePushDays(addDays(today, -LOOKED_BACK_DAYS), addDays(today, -1));
}

function usePushDays(from: WarsawDay, to: WarsawDay) {
  return api.useQuery(
    ...DAYS,
    { params: { query: { from, to } } },
    { refetchInterval: ({ state }) => pace(state.data?.days.some(isSending)) },
  );
}

export function usePushDay(day: WarsawDay) {
  return api.useQuery(
    ...DAY,
    { params: { path: { day } } },
    { refetchInterval: ({ state }) => pace(state.data?.packages.some(isOnItsWay)) },
  );
}

function pace(isMoving: boolean | undefined): number {
  return isMoving === true ? MOVING_MS : RESTING_MS;
}

function isSending({ state }: PushDay): boolean {
  return state === 'sending';
}

function isOnItsWay({ state }: PushDayReport['packages'][number]): boolean {
  return state === 'sending' || state === 'waiting';
}

/** Sets where the packages go; `onSaved` gets the secret of a new web hook. */
export function useSaveTarget(onSaved: (hookSecret: string | null) => void) {
  const show = useShowSetup();
  return api.useMutation('put', '/api/v1/push/target', {
    onSuccess: ({ setup, hookSecret }) => {
      show(() => setup);
      onSaved(hookSecret);
    },
  });
}

export function useRemoveTarget(onRemoved: () => void) {
  const show = useShowSetup();
  return api.useMutation('delete', '/api/v1/push/target', {
    onSuccess: () => {
      show((setup) => ({ ...setup, target: null, failure: null, failingSince: null, nextAttemptAt: null }));
      onRemoved();
    },
  });
}

/** Makes our SSH key anew. */
export function useNewPushKey(onMade: () => void) {
  const show = useShowSetup();
  return api.useMutation('post', '/api/v1/push/ssh-key', {
    onSuccess: ({ publicKey }) => {
      show((setup) => ({ ...setup, publicKey }));
      onMade();
    },
  });
}

/** Tries a target out; what is stored stays as it is. */
export function useTestTarget() {
  return api.useMutation('post', '/api/v1/push/target/test');
}

/** Sends a day, or what is missing of it; the day as it is then is shown at once. */
export function useSendDay(onBegun: () => void) {
  const queryClient = useQueryClient();
  return api.useMutation('post', '/api/v1/push/days/{day}/send', {
    onSuccess: (report, { params }) => {
      queryClient.setQueryData([...DAY, { params }], report);
      void queryClient.invalidateQueries({ queryKey: DAYS });
      onBegun();
    },
  });
}

/** Puts what is known now in the place of the setup; the days are read anew. */
function useShowSetup(): (change: (setup: PushSetup) => PushSetup) => void {
  const queryClient = useQueryClient();
  return (change) => {
    queryClient.setQueriesData<PushSetup>({ queryKey: SETUP }, (setup) => setup && change(setup));
    void queryClient.invalidateQueries({ queryKey: DAYS });
    void queryClient.invalidateQueries({ queryKey: DAY });
  };
}

/** The last day up to which nothing is missing, of days newest first; null: not even the oldest due one is delivered. */
export function deliveredUpTo(days: readonly Pick<PushDay, 'day' | 'state'>[]): WarsawDay | null {
  const due = days.filter(({ state }) => state !== 'not-due').toReversed();
  const missing = due.findIndex(({ state }) => state !== 'delivered');
  const whole = missing === -1 ? due : due.slice(0, missing);
  return whole.at(-1)?.day ?? null;
}
