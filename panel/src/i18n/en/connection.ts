import type { connection as polish } from '../pl/connection.ts';

export const connection: typeof polish = {
  lost: 'No connection to the server',
  lostText:
    'What you see may be out of date, and changes are not saved. The data is refreshed when the connection is back.',
  signedOut: 'Your session has ended',
  signInAgain: 'Please sign in again. You will be back on this page, and what you typed is kept.',
  someoneElse: 'Sign in as somebody else',
};
