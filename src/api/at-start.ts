/** What a start needs before it loads the roles: the panel's API is one of them. */
export { createInternalApi } from './internal-api.ts';
