export { createNoticeMetrics, handleCallEvents } from './handle-call-events.ts';
export {
  addMailRule,
  changeMailRule,
  listMailRules,
  type MailRule,
  type MailRuleContents,
  mailPeople,
  MAX_RECIPIENTS,
  removeMailRule,
} from './mail-rules.ts';
