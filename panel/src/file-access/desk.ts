import { createContext, useContext } from 'react';

/** Whose file access the page is about: that of the signed-in tenant, or for the operator's staff that of one tenant or of nobody. */
export interface FileAccessDesk {
  /** Of the API. */
  readonly api: '/api/v1';
  /** Make and widen credentials. The operator's staff do not: whoever has one fetches recordings. */
  readonly mayMake: boolean;
  /** Revoke, end, unlock, demand encryption. */
  readonly mayChange: boolean;
}

const OPERATOR: string = '/api/v1/operator';

export const FileAccessDeskContext = createContext<FileAccessDesk>({ api: '/api/v1', mayMake: true, mayChange: true });

/** The same routes at other addresses: for the types they are one. */
export function operatorDesk(mayChange: boolean, tenantId?: string): FileAccessDesk {
  const path = tenantId === undefined ? OPERATOR : `${OPERATOR}/tenants/${encodeURIComponent(tenantId)}`;
  return { api: path as FileAccessDesk['api'], mayMake: false, mayChange };
}

export function useFileAccessDesk(): FileAccessDesk {
  return useContext(FileAccessDeskContext);
}
