import type { Translation } from '../translation.ts';

export const audit: Translation['audit'] = {
  title: 'Audit log',
  lead: 'Who did what in the company’s account, and when. Entries can be neither changed nor removed.',
  loading: 'Loading the log',
  list: 'Events, newest first',
  export: 'Export the log',
  columns: { at: 'Time', actor: 'Who', action: 'Event', subject: 'About', address: 'IP address' },
  more: 'Show more',
  empty: { title: 'The log is empty', text: 'Events appear here as soon as they happen.' },
  actions: {
    'sign-in': 'sign-in',
    'sign-in-failed': 'failed sign-in',
    'sign-out': 'sign-out',
    listen: 'recording listened to',
    download: 'recording downloaded',
    'ftp-download': 'recording fetched over FTP',
    'ftp-sign-in-failed': 'failed FTP sign-in',
    'recording-switched-on': 'call recording turned on',
    'recording-switched-off': 'call recording turned off',
    'internal-recording-switched-on': 'recording of internal calls turned on',
    'internal-recording-switched-off': 'recording of internal calls turned off',
    'ftp-password-made': 'new FTP password',
    'tenant-added': 'company account made',
    'source-added': 'PBX added',
    'user-added': 'user added',
  },
};
