/** Rollouts are listed with their releases: whoever shortens an address is led there. */
import { redirect } from "next/navigation";

export default function RolloutsPage() {
  redirect("/releases");
}
