import type { Translation } from '../pl.ts';

export const traces: Translation['traces'] = {
  title: 'SIP sessions',
  lead: 'The messages of recent recording sessions, refused ones too. Keys and passwords are never kept.',
  back: 'PBXs',
  open: 'Show',
  openOf: 'Show the session: {{at}}',
  onlyRefused: 'only refused ones',
  loading: 'Loading the sessions',
  columns: {
    startedAt: 'Began',
    source: 'PBX',
    tenant: 'Customer',
    result: 'Result',
    messages: 'Messages',
    open: 'Open',
  },
  recorded: 'recorded',
  running: 'running',
  undecided: 'not decided',
  window: 'Messages of the session',
  masked: 'Numbers and names are hidden; the last two digits are shown.',
  files: { text: 'Download text', pcap: 'Download pcap' },
  fullFiles: { text: 'Download text with numbers', pcap: 'Download pcap with numbers' },
  full: {
    title: 'With numbers and names',
    lead: 'Each download is in the customer’s audit log, with the reason.',
    reason: 'Reason',
    choose: 'Choose',
  },
  reasons: {
    'not-recorded': 'the call was not recorded',
    'wrong-tenant': 'the call went to another customer',
    'wrong-parties': 'wrong numbers or sides',
    sound: 'bad sound',
    'customer-request': 'the customer asked for it',
  },
  empty: {
    title: 'There are no sessions',
    text: 'Sessions appear here after a few seconds, and go after the time in the settings.',
  },
};
