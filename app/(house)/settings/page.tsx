/** Settings open on the appliances. */
import { redirect } from "next/navigation";

export default function SettingsPage() {
  redirect("/settings/appliances");
}
