/* What the bindings' loader asks for by name. Nothing here works: every maker gives nothing. */
#define NOTHING(name) void *name(void) { return 0; }

NOTHING(createInferBuilder_INTERNAL)
NOTHING(createInferRefitter_INTERNAL)
NOTHING(createInferRuntime_INTERNAL)
NOTHING(createNvOnnxParser_INTERNAL)
NOTHING(createNvOnnxParserRefitter_INTERNAL)
NOTHING(getBuilderPluginRegistry)
NOTHING(getNvOnnxParserVersion)
NOTHING(getPluginRegistry)
NOTHING(initLibNvInferPlugins)
/* TensorRT 8 alone. */
NOTHING(_ZN11nvuffparser15createUffParserEv)
NOTHING(_ZN11nvuffparser8FieldMapC1EPKcPKvNS_9FieldTypeEi)
NOTHING(_ZN14nvcaffeparser117createCaffeParserEv)
NOTHING(_ZN14nvcaffeparser123shutdownProtobufLibraryEv)
