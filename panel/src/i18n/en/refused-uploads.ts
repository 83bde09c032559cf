import type { Translation } from '../pl.ts';

export const refusedUploads: Translation['refusedUploads'] = {
  title: 'Refused files',
  lead: 'Recordings of the last day whose audio could not be used. Each file is kept for a day, encrypted, to find the cause.',
  back: 'PBXs',
  loading: 'Loading the refused files',
  columns: {
    refusedAt: 'Refused',
    source: 'PBX and customer',
    reason: 'Reason',
    file: 'File',
    actions: 'Actions',
  },
  until: 'until {{at}}',
  times: 'times: {{times}}',
  codes: {
    'audio-format-not-supported': 'format not supported',
    'audio-unreadable': 'audio cannot be read',
    'request-too-large': 'too long',
    'internal-error': 'an error of ours',
  },
  beginsAs: 'begins as: {{what}}',
  notKept: 'the file was not kept',
  copyId: 'Id {{id}}',
  fetch: 'Download',
  fetchOf: 'Download the file: {{at}}',
  retry: 'Send through again',
  retryOf: 'Send through again: {{at}}',
  retried: 'The recording is stored.',
  window: {
    title: 'Download of a refused file',
    lead: 'This is a recording of a customer’s call. The download and its reason are in the customer’s audit log.',
    notGranted: '{{tenant}} has not granted listening to all recordings with downloads. Ask for it under Listening.',
    ask: 'Listening',
    reason: 'Reason',
    choose: 'Choose',
    download: 'Download the file',
  },
  reasons: {
    'find-cause': 'to find out why it was refused',
    'report-to-maker': 'to report it to the maker of the PBX',
    'customer-request': 'the customer asked',
  },
  empty: {
    title: 'No refused files',
    text: 'All audio of the last day could be used.',
  },
};
