import type { connection as polish } from '../pl/connection.ts';

export const connection: typeof polish = {
  lost: 'No connection to the server',
  lostText:
    'What you see may be out of date, and changes will not be saved. The data refreshes by itself when the connection is back.',
  signedOut: 'Your session has ended',
  signInAgain: 'Please sign in again. You will return to this page, and what you typed is kept.',
  someoneElse: 'Sign in as someone else',
};
