export const missing = {
  title: 'Is the call you look for not there?',
  open: 'The call I look for is not there',
  lead: 'Say when the call was. We check what the PBX sent at that time (an hour before and after).',
  day: 'Day',
  time: 'Time',
  timeHint: 'e.g. 14:35',
  timeRequired: 'Give the time, e.g. 14:35',
  dayRequired: 'Give the day',
  number: 'Number (optional)',
  check: 'Check',
  found_one: 'There is {{count}} call at that time',
  found_few: 'There are {{count}} calls at that time',
  found_many: 'There are {{count}} calls at that time',
  found_other: 'There are {{count}} calls at that time',
  none: 'There is no matching call at that time.',
  trace: 'Trace of the session',
  findings: {
    'in-the-future': {
      title: 'That time has not come yet',
      customer: 'Check day and time. Times are those of Poland.',
      support: 'Check the time zone in which the customer gave the time.',
    },
    'history-ended': {
      title: 'The history before {{at}} is no longer kept',
      customer: 'Entries of that time cannot be brought back.',
      support: 'FONOTEKA_RETENTION_CALLS sets the period of the history; older rows are deleted.',
    },
    preparing: {
      title: 'Recordings being prepared: {{count}}',
      customer: 'The call may be among them. Refresh the history in some minutes.',
      support: 'See the recorder’s queue: fonoteka recorder list.',
    },
    retrying: {
      title: 'Recordings that are being stored again and again: {{count}}',
      customer: 'The call may be among them; it will appear when the fault is mended.',
      support: 'fonoteka calls stuck shows the cause.',
    },
    'set-aside': {
      title: 'Recordings set aside to be looked at: {{count}}',
      customer: 'The call may be among them. Report time and number to support.',
      support: 'fonoteka calls stuck, and once the cause is removed fonoteka calls retry.',
    },
    'session-refused': {
      title: 'Calls that the PBX reported and that were not recorded: {{count}} ({{detail}})',
      customer: 'The reason is given beside it. These calls cannot be brought back.',
      support: 'Open the trace of the session and see the SIP response.',
    },
    'session-running': {
      title: 'Calls that run or are just ending: {{count}}',
      customer: 'The call will be in the history when it ends.',
      support: 'If it runs for too long, the PBX sent no BYE: open the trace of the session.',
    },
    'upload-refused': {
      title: 'Files of the PBX that were not accepted: {{count}}',
      customer: 'Report it to support; the file is kept for a day and can be accepted again.',
      support: 'They are on the page PBXs → Refused files, from where they can be tried again.',
    },
    'not-entitled-then': {
      title: 'The plan did not include recording then',
      customer: 'Change the plan to record the next calls.',
      support: 'See the customer’s plans and hosted PBX.',
    },
    'suspended-now': {
      title: 'The service has been suspended since {{at}}',
      customer: 'Contact the operator about resuming it.',
      support: 'The reason is on the customer’s page.',
    },
    'recording-off-now': {
      title: 'Recording is off',
      customer: 'Switch it on in Services / Offer, from the next call on.',
      support: 'The customer’s log says who switched it off and when.',
    },
    'other-calls': {
      title: 'There are other calls at that time: {{count}}',
      customer: 'Check the number: another one may be stored, or it was withheld. Try without a number.',
      support: 'Check whether the PBX gives another number (a prefix, a group’s number, withheld).',
    },
    'limited-view': {
      title: 'You see the calls of your own numbers only',
      customer: 'Ask a supervisor or administrator to look at the calls of the whole company.',
      support: 'The user is limited to some numbers.',
    },
    'nothing-came': {
      title: 'The PBX sent nothing at that time',
      customer:
        'Check day, time and number. If they are right, tell support: the call did not reach the recording system.',
      support: 'Check on the PBX whether the number is recorded, and whether it opens sessions at the recorder.',
    },
    'unknown-source': {
      title: 'Sessions from unknown addresses: {{count}}',
      support: 'Open the trace: if it is the customer’s PBX, add its address on the page of PBXs.',
    },
    'unknown-customer': {
      title: 'Sessions of which the customer was not recognised: {{count}}',
      support: 'Open the trace and look at the numbers; add the number or the customer’s name.',
    },
    'unknown-names': {
      title: 'A name that no customer has: {{detail}}, sessions {{count}}',
      support: 'If it is this customer, add the name on its page.',
    },
    'pbx-silent': {
      title: 'The PBX {{detail}} sent nothing that day',
      support: 'Check the line and the recording server set in the PBX.',
    },
    'recorder-silent': {
      title: 'Recorders with calls not stored yet that are silent: {{count}}',
      support: 'Start the recorder, or order a takeover: fonoteka recorder list.',
    },
    'traces-gone': {
      title: 'Traces of sessions before {{at}} are no longer kept',
      support:
        'Only the PBX’s statistics tell of refusals of that time. FONOTEKA_TRACE_HOURS sets how long they are kept.',
    },
  },
} as const;
