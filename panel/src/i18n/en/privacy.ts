export const personalData = {
  title: 'Personal data',
  lead: 'What we keep, for how long and why. When the period ends, the data is deleted for good.',
  loading: 'Loading the periods',
  columns: { kind: 'Data', period: 'Period', reason: 'Why' },
  paused: 'Nothing is deleted for now, until a matter with the operator is settled.',
  pausedUntil: 'Nothing is deleted until {{date}} inclusive, while a matter with the operator is settled.',
  kinds: {
    recordings: {
      name: 'Recordings of calls',
      from: 'from the call’s start; with a legal hold until it is lifted',
      reason: 'The period of the plan and of the service “Extended retention”.',
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
      reason: 'Proof of who took part in the call and which company it belongs to.',
    },
    mails: {
      name: 'E-mails sent to the company',
      from: 'from when the e-mail was created',
      reason: 'Proof that changes of services were announced.',
    },
    cancellations: {
      name: 'Cancellations received by e-mail',
      from: 'from the operator’s decision',
      reason: 'Until claims under the contract expire (Civil Code, art. 118).',
    },
    'rodo-requests': {
      name: 'Closed requests of data subjects (GDPR)',
      from: 'from closing; the number itself is removed when the request is closed',
      reason: 'Accountability (GDPR, art. 5(2)) until claims expire.',
    },
    'web-hooks': {
      name: 'Events sent to the company’s program (web hooks)',
      from: 'from the last attempt',
      reason: 'Only to troubleshoot the integration.',
    },
    sessions: {
      name: 'Ended panel sessions',
      from: 'from the session’s end',
      reason: 'The sign-in itself is in the audit log.',
    },
    'account-links': {
      name: 'Panel invitations and password links',
      from: 'from expiry; with an invitation that was not accepted, the invited user is removed too',
      reason: 'Until then the invitation can be sent again.',
    },
    audit: {
      name: 'Audit log (who did what, when and from which address) and listening consents',
      from: 'from the event, in whole months',
      reason: 'Accountability (GDPR, art. 5(2)) until claims expire.',
    },
    traces: {
      name: 'SIP messages from the PBX, with numbers, without sound',
      from: 'from the last message of the call; encrypted',
      reason: 'Only to troubleshoot recording. Reading them with numbers is recorded in the audit log.',
    },
    refusedUploads: {
      name: 'Recordings from the PBX whose audio could not be used, with numbers',
      from: 'from the refusal; encrypted',
      reason:
        'Only to find the cause. The operator downloads them only with your listening consent; each download is in the audit log.',
    },
  },
};
