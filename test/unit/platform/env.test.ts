import { describe, expect, it } from "vitest";
import { parseEnv, SettingsError } from "@/lib/platform/env";

describe("parseEnv", () => {
  it("has a default for everything that may be absent", () => {
    const parsed = parseEnv({});
    expect(parsed).toMatchObject({
      PORT: 3000,
      ROLLCALL_URL: "http://localhost:3000",
      ROLLCALL_MAX_UPLOAD_MIB: 512,
      ROLLCALL_MAX_ROWS: 2_000_000,
      ROLLCALL_CLOCK_OFFSET_SECONDS: 0,
    });
    expect(parsed.ROLLCALL_DATA_DIR).toBe(`${process.cwd()}/data`);
  });

  it("takes the port into the address and strips a trailing slash", () => {
    expect(parseEnv({ PORT: "4100" }).ROLLCALL_URL).toBe("http://localhost:4100");
    expect(parseEnv({ ROLLCALL_URL: "https://rc.example/" }).ROLLCALL_URL).toBe("https://rc.example");
  });

  it("takes the places that webhooks may reach apart", () => {
    expect(parseEnv({}).ROLLCALL_OUTGOING_ALLOW).toEqual([]);
    expect(
      parseEnv({ ROLLCALL_OUTGOING_ALLOW: "Hook.example, 127.0.0.1,10.0.0.0/8 fe80::/10," })
        .ROLLCALL_OUTGOING_ALLOW,
    ).toEqual(["hook.example", "127.0.0.1", "10.0.0.0/8", "fe80::/10"]);
  });

  it("takes the origins apart that pages may be opened under", () => {
    expect(parseEnv({}).ROLLCALL_ALLOWED_ORIGINS).toEqual([]);
    expect(
      parseEnv({
        ROLLCALL_ALLOWED_ORIGINS: "https://RC.example/, http://10.0.0.5:3000 https://b.example:443",
      }).ROLLCALL_ALLOWED_ORIGINS,
    ).toEqual(["https://rc.example", "http://10.0.0.5:3000", "https://b.example"]);
  });

  it("counts an empty value as absent", () => {
    const parsed = parseEnv({ PORT: "", REDIS_URL: "  " });
    expect(parsed.PORT).toBe(3000);
    expect(parsed.REDIS_URL).toBeUndefined();
  });

  it.each([
    ["ROLLCALL_METRICS_PORT", "0", "ROLLCALL_METRICS_PORT must be a whole number from 1 to 65535"],
    ["ROLLCALL_METRICS_PORT", "3000", "ROLLCALL_METRICS_PORT must be another port than PORT"],
    ["PORT", "80a", "PORT must be a whole number from 1 to 65535"],
    ["PORT", "70000", "PORT must be a whole number from 1 to 65535"],
    ["ROLLCALL_URL", "rollcall.example", "ROLLCALL_URL must be an address like https://rollcall.example.com"],
    ["DATABASE_URL", "mysql://x", "DATABASE_URL must be an address like postgresql://"],
    ["REDIS_URL", "http://x", "REDIS_URL must be an address like redis://host:6379"],
    ["ROLLCALL_SECRET", "short", "ROLLCALL_SECRET must be at least 32 characters long"],
    ["ROLLCALL_LOG_LEVEL", "loud", "ROLLCALL_LOG_LEVEL must be fatal"],
    ["ROLLCALL_ADMIN_EMAIL", "me@example.com", "must be set together"],
    ["ROLLCALL_ALLOWED_ORIGINS", "rollcall.example.com", "ROLLCALL_ALLOWED_ORIGINS must list origins like"],
    ["ROLLCALL_ALLOWED_ORIGINS", "https://a.example/path", "ROLLCALL_ALLOWED_ORIGINS must list origins like"],
    ["ROLLCALL_ALLOWED_ORIGINS", "https://a.example,file:///x", "ROLLCALL_ALLOWED_ORIGINS must list origins"],
    ["ROLLCALL_REQUIRE_TOTP", "yes", "ROLLCALL_REQUIRE_TOTP must be none, admins or all"],
    ["ROLLCALL_SESSION_IDLE_HOURS", "0", "ROLLCALL_SESSION_IDLE_HOURS must be a whole number from 1 to 168"],
    ["ROLLCALL_OUTGOING_ALLOW", "10.0.0.0/33", "ROLLCALL_OUTGOING_ALLOW must list host names, IP addresses"],
    ["ROLLCALL_OUTGOING_ALLOW", "10.0.0.300", "ROLLCALL_OUTGOING_ALLOW must list host names"],
    ["ROLLCALL_OUTGOING_ALLOW", "https://hook.example", "ROLLCALL_OUTGOING_ALLOW must list host names"],
  ])("refuses %s=%s with a sentence", (name, value, sentence) => {
    expect(() => parseEnv({ [name]: value })).toThrow(SettingsError);
    expect(() => parseEnv({ [name]: value })).toThrow(sentence);
  });

  it("opens no port for metrics unless one is named", () => {
    expect(parseEnv({}).ROLLCALL_METRICS_PORT).toBeUndefined();
    expect(parseEnv({ ROLLCALL_METRICS_PORT: "9400" }).ROLLCALL_METRICS_PORT).toBe(9400);
  });

  it("names every wrong setting in one sentence and repeats no value", () => {
    expect(() => parseEnv({ PORT: "x", ROLLCALL_SECRET: "hunter2" })).toThrow(
      /^Correct these settings and start again: PORT must .*; ROLLCALL_SECRET must [^;]*\.$/,
    );
    expect(() => parseEnv({ ROLLCALL_SECRET: "hunter2" })).not.toThrow(/hunter2/);
  });
});
