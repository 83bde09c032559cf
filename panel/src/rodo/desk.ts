import { createContext, useContext } from 'react';

/** Whose requests the pages are about: those of the signed-in tenant, or for the operator's staff those of all tenants. */
export interface Desk {
  /** Of the API. */
  readonly api: '/api/v1/rodo';
  readonly pages: '/account/rodo' | '/operator/rodo';
}

const TENANT_DESK: Desk = { api: '/api/v1/rodo', pages: '/account/rodo' };

/** The same steps at other addresses: for the types they are one. */
export const OPERATOR_DESK: Desk = { api: '/api/v1/operator/rodo' as string as Desk['api'], pages: '/operator/rodo' };

export const DeskContext = createContext(TENANT_DESK);

export function useDesk(): Desk {
  return useContext(DeskContext);
}
