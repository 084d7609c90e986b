"use client";
/** The forms of the first steps. Only the one that is due is fetched: most who look at the overview are past them. */
import dynamic from "next/dynamic";

export const FirstUpload = dynamic(() =>
  import("../imports/_upload/upload-form.client").then((module) => module.UploadForm),
);
export const FirstRelease = dynamic(() =>
  import("../releases/release-form.client").then((module) => module.ReleaseForm),
);
export const FirstAppliance = dynamic(() =>
  import("../settings/appliances/appliance-form.client").then((module) => module.ApplianceForm),
);
