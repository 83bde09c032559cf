import type { first as polish } from '../pl/first.ts';

export const first: typeof polish = {
  product: { name: '{{productName}}', language: 'Language' },
  legal: {
    label: 'About the service',
    terms: 'Terms',
    privacy: 'Privacy policy',
    help: 'Help',
  },
  signIn: {
    forgot: 'I forgot my password',
    title: 'Sign in',
    lead: 'Listen to and download the call recordings of your hosted PBX.',
    login: 'Login',
    loginRequired: 'Enter your login',
    password: 'Password',
    passwordRequired: 'Enter your password',
    code: 'One-time code or recovery code',
    codeHint: 'This account needs a code from the authenticator app, a recovery code or a passkey.',
    passkey: 'Use a passkey',
    showPassword: 'Show the password',
    submit: 'Sign in',
    company: {
      link: 'Sign in with a company account',
      title: 'Sign in with a company account',
      lead: 'You will go to your company’s sign-in page and then come back here.',
      name: 'Company name',
      nameHint: 'The last part of the address your administrator gave you: /t/company-name',
      submit: 'Go to the company’s sign-in',
      byPassword: 'Sign in with a password',
    },
  },
  failure: { title: 'The data could not be loaded', retry: 'Try again' },
  notFound: {
    title: 'There is no such page',
    text: 'The address is out of date or mistyped.',
    back: 'Go to the start page',
  },
};
