import { getRouteApi } from '@tanstack/react-router';
import { CompanySignInPage } from './company-sign-in-page.tsx';

const entered = getRouteApi('/t');
const named = getRouteApi('/t/$company');

/** The person enters the company's name. */
export function EnterCompanyPage() {
  const { next, problem } = entered.useSearch();
  return <CompanySignInPage next={next} problem={problem} />;
}

/** The company's own address. */
export function NamedCompanyPage() {
  const { next, problem } = named.useSearch();
  return <CompanySignInPage company={named.useParams().company} next={next} problem={problem} />;
}
