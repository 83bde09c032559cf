import type { Translation } from '../pl.ts';

export const refusedUploads: Translation['refusedUploads'] = {
  title: 'Refused files',
  lead: 'Recordings from the last 24 hours whose audio could not be used. The files are kept encrypted for a day, so that the cause can be found.',
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
  times: 'attempts: {{times}}',
  codes: {
    'audio-format-not-supported': 'format not supported',
    'audio-unreadable': 'audio cannot be read',
    'request-too-large': 'too long',
    'internal-error': 'error on our side',
  },
  beginsAs: 'starts like: {{what}}',
  beginnings: {
    nothing: 'nothing, the file is empty',
    zeros: 'zeros',
    text: 'text',
    unknown: 'unknown format',
    'RIFF, not WAV': 'RIFF, but not WAV',
    'Matroska or WebM': 'Matroska or WebM',
  },
  notKept: 'the file was not kept',
  copyId: 'ID {{id}}',
  fetch: 'Download',
  fetchOf: 'Download the file: {{at}}',
  retry: 'Accept again',
  retryOf: 'Accept again: {{at}}',
  retried: 'Recording accepted.',
  window: {
    title: 'Download of a refused file',
    lead: 'This is a recording of a customer’s call. The download is recorded in the customer’s audit log, with the reason.',
    notGranted:
      '{{tenant}} has not consented to listening to all recordings with downloading. Ask for it under Listening.',
    ask: 'Listening',
    reason: 'Reason',
    choose: 'Choose',
    download: 'Download the file',
  },
  reasons: {
    'find-cause': 'finding out why it was refused',
    'report-to-maker': 'report to the PBX vendor',
    'customer-request': 'customer’s request',
  },
  empty: {
    title: 'No refused files',
    text: 'All audio sent in the last 24 hours was accepted.',
  },
};
