export const verdicts = {
  available: {
    title: 'The recording is available in the panel',
    text: 'It can be played and downloaded from the call history.',
    customer: 'If you do not see the button, ask your administrator for the right to listen or download.',
    support: 'If the customer does not see the button, check the role and rights of that user.',
  },
  'on-files': {
    title: 'The recording is on FTP, SFTP and WebDAV',
    text: 'The panel plays recordings of the last 30 days. This one is older but still stored.',
    customer: 'Download the file over FTP, SFTP or WebDAV. The address and credentials are in Services / Offer.',
    support: 'Give the customer the file’s path in the tree. FONOTEKA_PANEL_WINDOW_DAYS sets the panel’s window.',
  },
  'awaiting-delivery': {
    title: 'The retention period is over; waiting for delivery',
    text: 'It is no longer in the panel or on FTP. It will be deleted once it reaches the target server or the permitted waiting time is over.',
    customer: 'Check the target server on the page Delivery of recordings and fix the cause of the failure.',
    support: 'Check the failures of the customer’s packages and the setting FONOTEKA_PUSH_KEEP_MAX_DAYS.',
  },
  'being-deleted': {
    title: 'The retention period is over',
    text: 'The recording is no longer available anywhere and will be destroyed for good in the next run.',
    customer: 'This recording cannot be recovered. To keep future ones longer, order extended retention.',
    support:
      'It cannot be recovered. If this lasts more than a day, check the alarm for overdue deletions and the retention job.',
  },
  'deleted-expired': {
    title: 'The recording was deleted after its retention period',
    text: 'The period that was paid for is over. The recording was destroyed for good; there is no copy of it.',
    customer:
      'Check whether it was sent to your server earlier. You can keep future ones longer or place a legal hold.',
    support: 'The proof is in the destruction log (fonoteka retention log). It cannot be restored.',
  },
  'deleted-option-ended': {
    title: 'The recording was deleted because extended retention ended',
    text: 'When extended retention ends, recordings older than the standard period are destroyed for good.',
    customer: 'We sent a warning by e-mail 7 days before. Check the copies on your target server.',
    support: 'Check the order or cancellation in the customer’s audit log, and the warning that was sent.',
  },
  'deleted-on-request': {
    title: 'The recording was deleted on request',
    text: 'It was destroyed early: at a person’s request (GDPR) or because the company’s service ended.',
    customer: 'Details are in the audit log and on the page GDPR requests.',
    support: 'Check the customer’s GDPR requests and recording-destroyed in their log.',
  },
  preparing: {
    title: 'The recording is being prepared',
    text: 'The call has ended; its recording is waiting to be stored.',
    customer: 'Refresh the history in a few minutes. There is nothing you need to do.',
    support: 'Check the recorder’s queue: fonoteka_archive_* and fonoteka recorder list.',
  },
  retrying: {
    title: 'Storing the recording failed, we keep trying',
    text: 'The sound is safe on the recorder. We will keep retrying until it is stored.',
    customer:
      'There is nothing you need to do; it will appear once the fault is fixed. If it is urgent, give support the ID.',
    support: 'The cause is below: usually the database, the store, the keys or a full disk. See fonoteka calls stuck.',
  },
  'set-aside': {
    title: 'The recording could not be prepared',
    text: 'The received sound is kept, but the operator must deal with it.',
    customer: 'Report it to support with the call ID. The sound will not be deleted before someone has checked it.',
    support: 'Read the error below, fix its cause, then run fonoteka calls retry. The spool is kept.',
  },
  'given-up': {
    title: 'The recording was lost with its recorder',
    text: 'The machine that recorded it was lost before the recording was stored.',
    customer: 'It cannot be recovered. Support can give you details.',
    support: 'The loss is in the audit log (call-given-up). FONOTEKA_SPOOL_MIRROR prevents it.',
  },
  'not-recorded': {
    title: 'There was a recording session, but there is no recording',
    text: 'The reason is not known: the session details are no longer kept or not stored yet.',
    customer: 'Refresh in a few minutes. If nothing changes, give support the call ID.',
    support: 'Check the SIP session, the recorder’s queue at that time and fonoteka calls stuck.',
  },
  'source-unknown': {
    title: 'The call came from an unknown PBX',
    text: 'The PBX’s address is not on the list, so the call can be neither assigned nor recorded.',
    customer: 'Give support the time and number: the PBX may have a new address.',
    support: 'Add the PBX’s address or certificate on the PBXs page, or check NAT between the PBX and the recorder.',
  },
  'tenant-unknown': {
    title: 'It is not known whose call it is',
    text: 'Neither the numbers nor the PBX’s description identified a customer.',
    customer: 'Check that the operator knows all your company’s numbers.',
    support: 'Add the number or the customer’s name on the PBX; unknown names are on the PBXs page.',
  },
  'not-entitled': {
    title: 'The plan does not include recording',
    text: 'At the time of the call the company had no plan with recording, so no sound was stored.',
    customer: 'Switch to a plan with recording. This call cannot be recovered.',
    support: 'Check the customer’s plan history and hosted PBX service at the time of the call.',
  },
  suspended: {
    title: 'The service was suspended',
    text: 'The operator had suspended the company’s service; nothing is recorded then.',
    customer: 'Contact the operator about resuming it.',
    support: 'The reason and date are on the customer’s page.',
  },
  'recording-off': {
    title: 'Recording was off',
    text: 'At the time of the call the company had recording switched off. No sound was stored.',
    customer:
      'Switch it on in Services / Offer; it takes effect from the next call. The audit log shows who switched it off.',
    support: 'Check recording-switched-off in the customer’s log. Customers switch it on themselves.',
  },
  'internal-off': {
    title: 'Internal calls are not recorded',
    text: 'This is a call between the company’s own numbers, and recording of such calls is off.',
    customer: 'Switch on recording of internal calls in Services / Offer.',
    support: 'If it was not an internal call, check the customer’s numbers and the direction in the SIP session.',
  },
  rule: {
    title: 'A recording rule excluded this call',
    text: 'One of the company’s recording rules says that such calls are not recorded.',
    customer: 'Change the rule on the page Recording rules; it takes effect from the next call.',
    support: 'The rule applied is shown with the customer’s call; rules are set by the company’s administrator.',
  },
  'not-kept': {
    title: 'The call was to be recorded on demand, but nobody asked for it',
    text: 'According to a rule, the recording is kept only if someone asks for it during the call. The sound was not kept.',
    customer: 'During the call use the recording button or code, or change the rule to “Recorded”.',
    support: 'Check the customer’s rule and whether the recording code dialled on the phone reaches the PBX.',
  },
  'no-capacity': {
    title: 'The recording system was overloaded',
    text: 'The recorder had no capacity for another call and refused it.',
    customer: 'Report it to support. This call cannot be recovered.',
    support: 'Check the recorder’s call limit, disk and ports, and whether the PBX tries the next one (503).',
  },
  'no-usable-media': {
    title: 'The PBX did not offer sound in a supported format',
    text: 'The session had no stream that could be recorded.',
    customer: 'Report it to support; a setting of the PBX must be changed.',
    support: 'Check the offered codecs in the SIP session: they must include G.711, G.722, Opus or L16.',
  },
  'not-offered': {
    title: 'The PBX did not send the call for recording',
    text: 'The PBX sent only a call record, without a recording session.',
    customer: 'If it keeps happening with one number, tell support: recording may not be enabled for it on the PBX.',
    support: 'Check the SIPREC rule for that number on the PBX, and refusals in the SIP sessions of that time.',
  },
  'not-answered': {
    title: 'The call was not answered',
    text: 'Nobody answered, so there was nothing to record.',
    customer: 'There is nothing you need to do.',
    support: 'If the customer says they spoke, check the answer time in the PBX’s call record.',
  },
} as const;
