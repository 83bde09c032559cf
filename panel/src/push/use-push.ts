import { useQueryClient } from '@tanstack/react-query';
import { api, type PushDay, type PushDayReport, type PushSetup } from '../api/client.ts';
import { addDays, firstDayOf, lastDayOf, type Month, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';

const SETUP = ['get', '/api/v1/push'] as const;
const DAYS = ['get', '/api/v1/push/days'] as const;
const DAY = ['get', '/api/v1/push/days/{day}'] as const;

/** Refresh interval while files are being sent. */
const SENDING_REFRESH_MS = 2_000;
const IDLE_REFRESH_MS = 30_000;
/** Days that the summary on the services page covers. */
const SUMMARY_DAYS = 31;

/** The push target and the state of deliveries. */
export function usePushSetup() {
  return api.useQuery(...SETUP, {}, { refetchInterval: IDLE_REFRESH_MS });
}

/** The delivery state of each day of a month. */
export function usePushMonth(month: Month) {
  return usePushDays(firstDayOf(month), lastDayOf(month));
}

/** The delivery states of the days before today. */
export function useLatestPushDays() {
  const today = warsawDay(new Date());
  return usePushDays(addDays(today, -SUMMARY_DAYS), addDays(today, -1));
}

function usePushDays(from: WarsawDay, to: WarsawDay) {
  return api.useQuery(
    ...DAYS,
    { params: { query: { from, to } } },
    { refetchInterval: ({ state }) => refreshInterval(state.data?.days.some(isSending)) },
  );
}

export function usePushDay(day: WarsawDay) {
  return api.useQuery(
    ...DAY,
    { params: { path: { day } } },
    { refetchInterval: ({ state }) => refreshInterval(state.data?.packages.some(isBeingSent)) },
  );
}

function refreshInterval(sending: boolean | undefined): number {
  return sending === true ? SENDING_REFRESH_MS : IDLE_REFRESH_MS;
}

function isSending({ state }: PushDay): boolean {
  return state === 'sending';
}

function isBeingSent({ state }: PushDayReport['packages'][number]): boolean {
  return state === 'sending' || state === 'waiting';
}

/** Saves the push target; `onSaved` gets the secret of a new web hook. */
export function useSaveTarget(onSaved: (hookSecret: string | null) => void) {
  const updateSetup = useUpdateSetup();
  return api.useMutation('put', '/api/v1/push/target', {
    onSuccess: ({ setup, hookSecret }) => {
      updateSetup(() => setup);
      onSaved(hookSecret);
    },
  });
}

export function useRemoveTarget(onRemoved: () => void) {
  const updateSetup = useUpdateSetup();
  return api.useMutation('delete', '/api/v1/push/target', {
    onSuccess: () => {
      updateSetup((setup) => ({ ...setup, target: null, failure: null, failingSince: null, nextAttemptAt: null }));
      onRemoved();
    },
  });
}

/** Generates a new SSH key. */
export function useNewPushKey(onMade: () => void) {
  const updateSetup = useUpdateSetup();
  return api.useMutation('post', '/api/v1/push/ssh-key', {
    onSuccess: ({ publicKey }) => {
      updateSetup((setup) => ({ ...setup, publicKey }));
      onMade();
    },
  });
}

/** Tests a target without saving it. */
export function useTestTarget() {
  return api.useMutation('post', '/api/v1/push/target/test');
}

/** Sends a day again, or only what is missing. The response updates the cached day. */
export function useSendDay(onStarted: () => void) {
  const queryClient = useQueryClient();
  return api.useMutation('post', '/api/v1/push/days/{day}/send', {
    onSuccess: (report, { params }) => {
      queryClient.setQueryData([...DAY, { params }], report);
      void queryClient.invalidateQueries({ queryKey: DAYS });
      onStarted();
    },
  });
}

/** Updates the cached setup, then reloads the days. */
function useUpdateSetup(): (change: (setup: PushSetup) => PushSetup) => void {
  const queryClient = useQueryClient();
  return (change) => {
    queryClient.setQueriesData<PushSetup>({ queryKey: SETUP }, (setup) => setup && change(setup));
    void queryClient.invalidateQueries({ queryKey: DAYS });
    void queryClient.invalidateQueries({ queryKey: DAY });
  };
}

/** The last day up to which everything is delivered; null: the oldest due day is not. `days`: newest first. */
export function deliveredUpTo(days: readonly Pick<PushDay, 'day' | 'state'>[]): WarsawDay | null {
  const due = days.filter(({ state }) => state !== 'not-due').toReversed();
  const missing = due.findIndex(({ state }) => state !== 'delivered');
  const delivered = missing === -1 ? due : due.slice(0, missing);
  return delivered.at(-1)?.day ?? null;
}
