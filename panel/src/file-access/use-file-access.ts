import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { api, type FileCredential } from '../api/client.ts';
import { type FileAccessDesk, useFileAccessDesk } from './desk.ts';

/** How often the open sessions and the failed sign-ins are loaded again. */
const REFRESH_MS = 10_000;

/** Addresses, ports, host keys and the policy of encryption. */
export function useFileAccess() {
  return api.useQuery('get', `${useFileAccessDesk().api}/file-access`, {}, { refetchOnWindowFocus: false });
}

export function useChangeFileAccess(then: () => void) {
  const desk = useFileAccessDesk();
  const reload = useReload(desk, ['file-access', 'file-sessions']);
  return api.useMutation('patch', `${desk.api}/file-access`, {
    onSuccess: () => {
      then();
      return reload();
    },
  });
}

export function useFileCredentials() {
  return api.useQuery('get', `${useFileAccessDesk().api}/file-credentials`, {}, { refetchInterval: REFRESH_MS });
}

/** What can be done with credentials; each change loads the lists again. */
export function useCredentialChanges() {
  const desk = useFileAccessDesk();
  const onSuccess = useReload(desk, ['file-credentials', 'file-sessions']);
  const path = `${desk.api}/file-credentials` as const;
  return {
    add: api.useMutation('post', path, { onSuccess }),
    change: api.useMutation('patch', `${path}/{id}`, { onSuccess }),
    revoke: api.useMutation('delete', `${path}/{id}`, { onSuccess }),
    newPassword: api.useMutation('post', `${path}/{id}/password`, { onSuccess }),
    addKey: api.useMutation('post', `${path}/{id}/keys`, { onSuccess }),
    removeKey: api.useMutation('delete', `${path}/{id}/keys/{keyId}`, { onSuccess }),
  };
}

export function useFileSessions() {
  return api.useQuery('get', `${useFileAccessDesk().api}/file-sessions`, {}, { refetchInterval: REFRESH_MS });
}

export function useEndFileSession() {
  const desk = useFileAccessDesk();
  return api.useMutation('delete', `${desk.api}/file-sessions/{id}`, { onSuccess: useReload(desk, ['file-sessions']) });
}

export function useFailedSignIns() {
  return api.useQuery('get', `${useFileAccessDesk().api}/file-sign-ins`, {}, { refetchInterval: REFRESH_MS });
}

export function useUnlock() {
  const desk = useFileAccessDesk();
  return api.useMutation('post', `${desk.api}/file-sign-ins/unlock`, { onSuccess: useReload(desk, ['file-sign-ins']) });
}

type List = 'file-access' | 'file-credentials' | 'file-sessions' | 'file-sign-ins';

function useReload(desk: FileAccessDesk, lists: readonly List[]): () => Promise<void> {
  const queryClient: QueryClient = useQueryClient();
  return async () => {
    await Promise.all(lists.map((list) => queryClient.invalidateQueries({ queryKey: ['get', `${desk.api}/${list}`] })));
  };
}

export function nameOf({ label, login }: Pick<FileCredential, 'label' | 'login'>): string {
  return label === '' ? login : label;
}
