import type { Translation } from '../translation.ts';

export const hold: Translation['hold'] = {
  badge: 'legal hold',
  reason: 'Reason: {{reason}}',
  placedBy: 'Placed by: {{login}}',
  until: 'Until {{date}} inclusive',
  untilLifted: 'Until lifted',
  place: 'Place a legal hold',
  change: 'Change the legal hold',
  title: 'Legal hold',
  lead: 'A recording on hold is not destroyed, even when its retention period is over.',
  reasonField: 'Reason',
  reasonHint: 'e.g. complaint 17/2026, court case',
  reasonRequired: 'Enter the reason',
  untilField: 'Until (that day included)',
  untilHint: 'No date: until lifted',
  clearUntil: 'Clear the date',
  save: 'Save the hold',
  lift: 'Lift the hold',
  cancel: 'Cancel',
  placed: 'The recording is on legal hold.',
  lifted: 'The legal hold is lifted.',
};
