export const personalData = {
  title: 'Personal data',
  lead: 'What we keep, for how long and why. After its period the data is deleted for good.',
  loading: 'Loading the periods',
  columns: { kind: 'Data', period: 'Period', reason: 'Why' },
  paused: 'Nothing is deleted for now, until a matter with the operator is settled.',
  pausedUntil: 'Nothing is deleted until {{date}} inclusive, while a matter with the operator is settled.',
  kinds: {
    recordings: {
      name: 'Recordings of calls',
      from: 'from the call’s start; with a legal hold until it is lifted',
      reason: 'The period bought with the service “Call recording”.',
    },
    packages: {
      name: 'History of the delivery of recordings',
      from: 'from the package’s day; never before its recordings are deleted',
      reason: 'As long as the bill can be disputed.',
    },
    calls: {
      name: 'History of calls with a recording: numbers, times, file names',
      from: 'from the call’s start; never before the recording is deleted',
      reason: 'As long as the bill can be disputed.',
    },
    'unrecorded-calls': {
      name: 'History of calls without a recording, with the reason',
      from: 'from the call’s start',
      reason: 'As long as the bill can be disputed.',
    },
    metadata: {
      name: 'Technical data of calls from the PBX (XML)',
      from: 'from the call’s start',
      reason: 'The proof of who took part in the call and whose it is.',
    },
    mails: {
      name: 'E-mails sent to the company',
      from: 'from when the mail was written',
      reason: 'Proof that changes of services were announced.',
    },
    cancellations: {
      name: 'Cancellations received by e-mail',
      from: 'from the operator’s decision',
      reason: 'Until claims from the contract expire (Civil Code, art. 118).',
    },
    'rodo-requests': {
      name: 'Closed requests of data subjects (GDPR)',
      from: 'from the closing; the number itself is removed when the request is closed',
      reason: 'Accountability (GDPR, art. 5(2)) until claims expire.',
    },
    'web-hooks': {
      name: 'Events sent to the company’s program (web hooks)',
      from: 'from the last attempt',
      reason: 'Only to find faults of the integration.',
    },
    sessions: {
      name: 'Ended sessions of the panel',
      from: 'from the session’s end',
      reason: 'The sign-in itself is in the audit log.',
    },
    'account-links': {
      name: 'Invitations to the panel and links for a new password',
      from: 'from when they expire; the invited user ends with an invitation that nobody accepted',
      reason: 'An invitation can be sent again meanwhile.',
    },
    audit: {
      name: 'Audit log (who did what, when and from which address) and listening grants',
      from: 'from the event, to whole months',
      reason: 'Accountability (GDPR, art. 5(2)) until claims expire.',
    },
    traces: {
      name: 'SIP messages of the PBX, with numbers, without sound',
      from: 'from the last message of a call; encrypted',
      reason: 'Only to find faults of recording. Who reads them with numbers is in the audit log.',
    },
    refusedUploads: {
      name: 'Recordings of the PBX whose audio could not be used, with numbers',
      from: 'from the refusal; encrypted',
      reason: 'Only to find the cause. The operator fetches them by your listening grant; it is in the audit log.',
    },
  },
};
