import type en from "@/messages/en.json";

/** Makes the keys of the message catalogue known to the type checker. */
declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof en;
  }
}
