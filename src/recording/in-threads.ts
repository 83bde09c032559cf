/** What worker threads use of recordings. The rest of it, with phone numbers and dates, each of them would load for nothing. */
export { channelAt } from './channels.ts';
export { NO_TENANT } from './call-description.ts';
