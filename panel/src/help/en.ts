import type { HelpTopic } from './topics.ts';

export const en: Readonly<Record<HelpTopic, string>> = {
  calls:
    'All calls of your company, newest first. Find a call by the filters, play it with the speaker icon, save it with the download icon. Where there is no recording, the row says why; the “i” button shows the recording’s whole path.',
  live: 'Calls that are being recorded now: who with whom, since when, and whether the sound arrives. The list refreshes by itself. When a call has ended, it is in the call history.',
  statistics:
    'How many calls there were, when, and how many were missed; who talked longest and with whom. Next to each figure is the previous period of the same length. You can sort tables by their headings and save them as CSV.',
  callNotices:
    'After a recorded call the people you choose get an e-mail with a link, and programs of your company, such as a CRM, an event. Try a program with a test event; its log shows what it accepted.',
  shared:
    'Links with which someone without an account can play one recording. You see how often each was opened and until when it works. Revoking takes effect at once.',
  review:
    'Calls that someone asked you to review, and your requests to others. Open a call, listen to it and mark it as reviewed.',
  phoneBook:
    'Names that the panel shows instead of bare numbers, and by which you can search. Enter them one by one, or import a spreadsheet saved as CSV.',
  rules:
    'Rules decide which calls are recorded. The first matching rule in the list decides about each call. Below you can check what would happen for two numbers.',
  push: 'Each night we send the recordings of the previous day to your own server. The calendar shows which days have arrived, and a button sends what is missing. An administrator sets the server.',
  fileAccess:
    'Recordings are also available as files in year/month/day folders. Here are the addresses and ports of the server, and the credentials for programs. A password is shown only once, when it is created.',
  simulation:
    'Shows which recordings another retention period would keep or delete, and what it would cost. It changes nothing.',
  services:
    'Your company’s services: state, price and dates. Turn recording on here and order add-ons; price and effects are shown before you order. Add-ons are cancelled by e-mail, by the deadline on the page.',
  billing:
    'A statement of charges for each billing period, to print or download. It is not an invoice. The amounts of the current period may still change.',
  users:
    'The people of your company who may use the panel: their role, permissions, and whose calls they see. Invite a person by e-mail, or block an account that is no longer needed.',
  personalData: 'Which personal data we keep, for how long and why. After that time they are deleted for good.',
  rodo: 'When someone asks for their data or its erasure, add a request with their number. The panel shows what is stored, prepares a package or erases the data, and watches the deadline.',
  signIn:
    'People can sign in with their company accounts (Microsoft, Google and others by OpenID Connect) instead of a panel password. Whoever manages the company’s accounts has the settings; “Check” shows whether they work.',
  listening:
    'The operator’s staff cannot hear your recordings without your consent. Their requests are listed here with the reason. You give consent for a time you choose, see who heard what, and can withdraw it at any time.',
  apiKeys:
    'A key lets a program, such as a CRM, read your company’s calls and recordings. Create a separate key for each program, with only the permissions it needs. A key is shown once; a revoked one stops working immediately.',
  audit:
    'Who did what, when and from where: sign-ins, playback, downloads, changes. Entries cannot be changed or deleted. The whole log can be exported with its checksums.',
  security:
    'How your account is protected: password, one-time codes, passkeys and open sessions. Turn on one-time codes or a passkey: a password alone can be overheard or guessed.',
  settings:
    'Your language, the panel’s appearance and which e-mails you want to get. The settings apply in every browser.',
  operatorService:
    'Everything that needs action, from all machines: each row says what to do. Below are machines, recorders, jobs and recording storage.',
  operatorCancellations:
    'E-mails from customers who cancel a service. Confirm the receipt before the deadline shown: otherwise the service ends one period later. The customer gets an e-mail with the date.',
  operatorTenants:
    'Customers: data, numbers, plan, services, statements and notes. Opening the tabs that show a customer’s people is recorded in that customer’s audit log.',
  operatorLive:
    'How many calls are being recorded now, for which customers and through which PBXs and recorders. Without numbers and without content.',
  operatorWhere:
    'For a customer who cannot find a recording. Enter the call ID, or the customer, day and time: you see the recording’s path and the reason, without numbers and without content.',
  operatorListening:
    'Requests for a customer’s consent to hear recordings. Give a reason; the customer’s administrator consents for a time and sees what was heard.',
  operatorRodo:
    'Requests from people who wrote to the operator rather than to the customer. Each has a deadline, which this page watches.',
  operatorPlans:
    'Plans of the hosted PBX: price, recording and legal holds. A plan without a price is shown to customers as “price to be agreed”.',
  operatorPrices:
    'Prices of add-ons, from a chosen day on. A period that has begun is charged by the price at its beginning.',
  operatorStatements: 'Statements of all customers for a month, for invoicing.',
  operatorSources:
    'PBXs that may send calls: addresses, keys, and when they were last seen. Assign unknown customer names to a customer here; otherwise that customer’s calls are not recorded.',
  operatorTraces:
    'SIP messages of recent recording sessions, including refused ones: what the PBX sent and what the recorder answered. Numbers are masked; an administrator can reveal them by giving a reason, which the customer’s audit log records.',
  operatorRefusedUploads:
    'Recordings sent by PBXs whose audio could not be used. Look at the reason, fix the cause and accept the file again before the day is over. Downloading a file needs the customer’s consent to listening.',
  operatorFileSignIns:
    'Attempts to sign in over FTP, SFTP and WebDAV with a login that nobody has. Many attempts from one address usually mean a mistyped login in a customer’s program, or guessing of passwords; an address can be unlocked.',
  operatorAudit:
    'What the operator’s staff did, in the console and by commands on the servers. Nobody can change the entries.',
  operatorBranding:
    'Name, colours, logo, addresses and legal texts under which customers know the service. A preview shows the change before you save it.',
};
