// Tells pages that wait in other tabs of this browser that somebody came in.
new BroadcastChannel("sketchwell").postMessage("look");
