"use client";
/** Filters, order and page live in the address: this reads and changes them, one parameter at a time. */
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";

/** New values by parameter; `null`, an empty text or an empty list removes it, a list is written with commas. */
export type AddressChanges = Readonly<Record<string, string | readonly string[] | null>>;

interface Address {
  params: URLSearchParams;
  /** The present address with the changes. A page's place does not survive a change of what is listed. */
  hrefWith(changes: AddressChanges): string;
  /** Goes there without a new entry in the history and without scrolling. */
  go(changes: AddressChanges): void;
  /** True until the page for the new address is there. */
  pending: boolean;
}

const placeParams = ["cursor", "page", "from"];

/** Gives the address of the present page and the way to change it. */
export function useAddress(): Address {
  const router = useRouter();
  const pathname = usePathname();
  const current = useSearchParams();
  const [pending, startGoing] = useTransition();
  const params = new URLSearchParams(current);
  const hrefWith = (changes: AddressChanges) => hrefOf(pathname, params, changes);
  return {
    params,
    hrefWith,
    go: (changes) => startGoing(() => router.replace(hrefWith(changes), { scroll: false })),
    pending,
  };
}

function hrefOf(pathname: string, params: URLSearchParams, changes: AddressChanges): string {
  const next = new URLSearchParams(params);
  for (const name of placeParams) next.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    const text = value === null ? "" : typeof value === "string" ? value : value.join(",");
    if (text === "") next.delete(name);
    else next.set(name, text);
  }
  const query = next.toString();
  return query === "" ? pathname : `${pathname}?${query}`;
}
