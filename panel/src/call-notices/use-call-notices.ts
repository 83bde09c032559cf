import { useQueryClient } from '@tanstack/react-query';
import { api, type CallHookRequest, type MailRuleRequest } from '../api/client.ts';

const HOOKS = '/api/v1/call-hooks';
const RULES = '/api/v1/mail-rules';
/** What waits is tried again after a minute at the earliest. */
const LOG_REFRESH_MS = 15_000;

/** The programs that hear of calls. */
export function useHooks() {
  return api.useQuery('get', HOOKS, {}, { staleTime: 0 });
}

interface SavedHook {
  /** Of a new address; null: unchanged. */
  readonly secret: string | null;
}

/** Adds a program, or changes the one with this id. */
export function useSaveHook(id: string | undefined, then: (saved: SavedHook) => void) {
  const onSuccess = useReload(HOOKS, then);
  const add = api.useMutation('post', HOOKS, { onSuccess });
  const change = api.useMutation('put', `${HOOKS}/{id}`, { onSuccess });
  return {
    error: add.error ?? change.error,
    isPending: add.isPending || change.isPending,
    save: (body: CallHookRequest) =>
      id === undefined ? add.mutate({ body }) : change.mutate({ params: { path: { id } }, body }),
  };
}

export function useRemoveHook(then: () => void) {
  return api.useMutation('delete', `${HOOKS}/{id}`, { onSuccess: useReload(HOOKS, then) });
}

/** Sends a test event; the log shows it. */
export function useTestHook() {
  return api.useMutation('post', `${HOOKS}/{id}/test`, { onSuccess: useReload(`${HOOKS}/{id}/deliveries`, () => {}) });
}

export function useDeliveries(id: string) {
  return api.useQuery(
    'get',
    `${HOOKS}/{id}/deliveries`,
    { params: { path: { id } } },
    { staleTime: 0, refetchInterval: LOG_REFRESH_MS },
  );
}

export function useResend(then: () => void) {
  const onSuccess = useReload(`${HOOKS}/{id}/deliveries`, then);
  return api.useMutation('post', `${HOOKS}/{id}/deliveries/{deliveryId}/resend`, { onSuccess });
}

/** The rules by which a mail with a link follows a call, and who may be a recipient. */
export function useMailRules() {
  return api.useQuery('get', RULES, {}, { staleTime: 0 });
}

/** Adds a rule, or changes the one with this id. */
export function useSaveMailRule(id: string | undefined, then: () => void) {
  const onSuccess = useReload(RULES, then);
  const add = api.useMutation('post', RULES, { onSuccess });
  const change = api.useMutation('put', `${RULES}/{id}`, { onSuccess });
  return {
    error: add.error ?? change.error,
    isPending: add.isPending || change.isPending,
    save: (body: MailRuleRequest) =>
      id === undefined ? add.mutate({ body }) : change.mutate({ params: { path: { id } }, body }),
  };
}

export function useRemoveMailRule(then: () => void) {
  return api.useMutation('delete', `${RULES}/{id}`, { onSuccess: useReload(RULES, then) });
}

function useReload<Answer>(path: string, then: (answer: Answer) => void): (answer: Answer) => Promise<void> {
  const queryClient = useQueryClient();
  return async (answer) => {
    then(answer);
    await queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
}
