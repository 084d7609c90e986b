/** Where an API account of an appliance is and what it is known by, and what a person may enter for it. */
import { type ApiProblem, apiProblem } from "./api-problem";

/** An account of /login > Management > API Configuration. */
export interface ApiAccount {
  /** Names the account in stores: tokens and limits belong to it. One account that two feeds use has one id. */
  id: string;
  /** Scheme, host and port, as `readBaseUrl` gives it. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** Certificates of a private authority; null: only the built-in ones are trusted. */
  caPem: string | null;
}

export type BaseUrlReading = { baseUrl: string } | { problem: ApiProblem };

/** What a person may enter: `https://support.example.com`, also without the scheme, with or without a final slash. */
export function readBaseUrl(entered: string): BaseUrlReading {
  const text = entered.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === "" || !URL.canParse(address)) return refused("This is no address of an appliance.");
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refused("The address of an appliance begins with https://.");
  }
  if (url.username !== "" || url.password !== "") {
    return refused("Leave user name and password out of the address; enter the API account beside it.");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return refused(`Only the host belongs into the address of an appliance: ${url.origin}`);
  }
  return { baseUrl: url.origin };
}

function refused(sentence: string): BaseUrlReading {
  return { problem: apiProblem("base_url_refused", sentence) };
}
