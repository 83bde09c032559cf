export const missing = {
  title: 'Can’t find the call you are looking for?',
  open: 'I can’t find the call I am looking for',
  lead: 'Tell us when the call was. We will check what the PBX sent around that time (an hour before and after).',
  day: 'Day',
  time: 'Time',
  timeHint: 'e.g. 14:35',
  timeRequired: 'Enter the time, e.g. 14:35',
  dayRequired: 'Enter the day',
  number: 'Number (optional)',
  check: 'Check',
  found_one: 'There is {{count}} call at that time',
  found_few: 'There are {{count}} calls at that time',
  found_many: 'There are {{count}} calls at that time',
  found_other: 'There are {{count}} calls at that time',
  none: 'There is no matching call at that time.',
  trace: 'SIP session',
  findings: {
    'in-the-future': {
      title: 'That time has not come yet',
      customer: 'Check the day and time. All times are Polish time.',
      support: 'Check which time zone the customer meant.',
    },
    'history-ended': {
      title: 'The history before {{at}} is no longer kept',
      customer: 'Entries from that time cannot be restored.',
      support: 'FONOTEKA_RETENTION_CALLS sets how long the history is kept; older rows are deleted.',
    },
    preparing: {
      title: 'Recordings being prepared: {{count}}',
      customer: 'The call may be among them. Refresh the history in a few minutes.',
      support: 'See the recorder’s queue: fonoteka recorder list.',
    },
    retrying: {
      title: 'Recordings whose storing is being retried: {{count}}',
      customer: 'The call may be among them; it will appear once the fault is fixed.',
      support: 'fonoteka calls stuck shows the cause.',
    },
    'set-aside': {
      title: 'Recordings set aside for inspection: {{count}}',
      customer: 'The call may be among them. Give support the time and number.',
      support: 'fonoteka calls stuck shows the cause; once it is fixed, run fonoteka calls retry.',
    },
    'session-refused': {
      title: 'Calls reported by the PBX but not recorded: {{count}} ({{detail}})',
      customer: 'The reason is in brackets. These calls cannot be recovered.',
      support: 'Open the SIP session and check the response.',
    },
    'session-running': {
      title: 'Calls in progress or just ending: {{count}}',
      customer: 'The call will be in the history when it ends.',
      support: 'If it lasts too long, the PBX sent no BYE: open the SIP session.',
    },
    'upload-refused': {
      title: 'Files from the PBX that were not accepted: {{count}}',
      customer: 'Report it to support; the file is kept for a day and can be accepted again.',
      support: 'They are on the page PBXs → Refused files, where they can be retried.',
    },
    'not-entitled-then': {
      title: 'At that time the plan did not include recording',
      customer: 'Change the plan to record future calls.',
      support: 'Check the customer’s plan history and hosted PBX service.',
    },
    'suspended-now': {
      title: 'The service has been suspended since {{at}}',
      customer: 'Contact the operator about resuming it.',
      support: 'The reason is on the customer’s page.',
    },
    'recording-off-now': {
      title: 'Recording is off',
      customer: 'Switch it on in Services / Offer; it takes effect from the next call.',
      support: 'The customer’s audit log shows who switched it off and when.',
    },
    'other-calls': {
      title: 'There are other calls at that time: {{count}}',
      customer: 'Check the number: a different or withheld one may have been stored. Try without a number.',
      support: 'Check whether the PBX gives a different number (prefix, group number, withheld).',
    },
    'limited-view': {
      title: 'You only see the calls of your own numbers',
      customer: 'Ask a supervisor or administrator to look at the calls of the whole company.',
      support: 'The user only sees the calls of selected numbers.',
    },
    'nothing-came': {
      title: 'The PBX sent nothing at that time',
      customer:
        'Check the day, time and number. If they are right, tell support: the call did not reach the recording system.',
      support:
        'Check on the PBX whether recording is enabled for the number and whether it opens sessions with the recorder.',
    },
    'unknown-source': {
      title: 'Sessions from unknown addresses: {{count}}',
      support: 'Open the SIP session: if it is the customer’s PBX, add its address on the PBXs page.',
    },
    'unknown-customer': {
      title: 'Sessions whose customer was not recognised: {{count}}',
      support: 'Open the SIP session and check the numbers; add the number or the customer’s name.',
    },
    'unknown-names': {
      title: 'Unknown customer name: {{detail}} (sessions: {{count}})',
      support: 'If it is this customer, add the name on the customer’s page.',
    },
    'pbx-silent': {
      title: 'PBX {{detail}} sent nothing that day',
      support: 'Check the link and the recording server configured in the PBX.',
    },
    'recorder-silent': {
      title: 'Silent recorders that hold unstored calls: {{count}}',
      support: 'Start the recorder, or order a takeover: fonoteka recorder list.',
    },
    'traces-gone': {
      title: 'SIP sessions before {{at}} are no longer kept',
      support:
        'Refusals from that time are visible only in the PBX’s statistics. FONOTEKA_TRACE_HOURS sets how long sessions are kept.',
    },
  },
} as const;
