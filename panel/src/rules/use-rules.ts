import { useQueryClient } from '@tanstack/react-query';
import { api, type NumberGroup, type RecordingRule, type RecordingRuleRequest } from '../api/client.ts';
import { mayManageUsers, useSession } from '../session/session.ts';

const RULES = '/api/v1/recording-rules';
const NO_GROUPS: readonly NumberGroup[] = [];
const LIST = ['get', RULES] as const;

/** The tenant's recording rules, in their order. */
export function useRules() {
  return api.useQuery(...LIST, {}, { staleTime: 0 });
}

/** Adds a rule, or changes the one with this id. */
export function useSaveRule(id: string | undefined, then: () => void) {
  const onSuccess = useReload(then);
  const add = api.useMutation('post', RULES, { onSuccess });
  const change = api.useMutation('put', `${RULES}/{id}`, { onSuccess });
  return {
    error: add.error ?? change.error,
    isPending: add.isPending || change.isPending,
    save: (body: RecordingRuleRequest) =>
      id === undefined ? add.mutate({ body }) : change.mutate({ params: { path: { id } }, body }),
  };
}

export function useRemoveRule(then: () => void) {
  return api.useMutation('delete', `${RULES}/{id}`, { onSuccess: useReload(then) });
}

/** Shows the new order at once; after a failure that of the server again. */
export function useOrderRules(onFailed: (error: unknown) => void) {
  const queryClient = useQueryClient();
  const show = (rules: readonly RecordingRule[]) =>
    queryClient.setQueriesData<{ rules: readonly RecordingRule[] }>({ queryKey: LIST }, () => ({ rules }));
  const order = api.useMutation('put', `${RULES}/order`, {
    onSuccess: ({ rules }) => void show(rules),
    onError: (error) => {
      onFailed(error);
      void queryClient.invalidateQueries({ queryKey: LIST });
    },
  });
  return (rules: readonly RecordingRule[]): void => {
    show(rules);
    order.mutate({ body: { ids: rules.map(({ id }) => id) } });
  };
}

/** Only who manages people sees the groups. */
export function useNumberGroups(): readonly NumberGroup[] {
  const { user } = useSession();
  const groups = api.useQuery('get', '/api/v1/number-groups', {}, { enabled: mayManageUsers(user) });
  return groups.data?.groups ?? NO_GROUPS;
}

export function useTestRules() {
  return api.useMutation('post', `${RULES}/test`);
}

function useReload(then: () => void): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    then();
    await queryClient.invalidateQueries({ queryKey: LIST });
  };
}
