"use client";
/** What `notify` fetches: the place of notices, their look, and the way to show one. */
import "@mantine/notifications/styles.css";

export { Notifications, notifications } from "@mantine/notifications";
