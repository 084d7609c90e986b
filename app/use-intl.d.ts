import type en from "@/messages/en.json";

/** Makes the keys known to the type checker that `Providers` hands to the browser: no component can ask for others. */
declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof en;
  }
}
