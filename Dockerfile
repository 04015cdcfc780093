# Three images of one build, which comes first (no registry of libraries is needed here):
#   mvn package -Dmaven.test.skip
#   docker build --target operator    -t REGISTRY/robust-transfer-operator:0.1.0 .
#   docker build --target worker      -t REGISTRY/robust-transfer-worker:0.1.0 .
#   docker build --target worker-cuda -t REGISTRY/robust-transfer-worker:0.1.0-cuda .
# Layers that change seldom come first. No image needs a shell, root or a writable root when it runs.
# For builds that can be repeated, name the bases by digest: --build-arg JRE=eclipse-temurin:17-jre@sha256:...
ARG JRE=eclipse-temurin:17-jre
ARG JDK=eclipse-temurin:17-jdk
ARG TORCH_CUDA=pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime

# libtorch unpacked once, not at each start of a pod
FROM ${JDK} AS libtorch
WORKDIR /unpacked
COPY worker/target/lib/pytorch-native-cpu-*.jar ./
RUN jar xf pytorch-native-cpu-*.jar && mkdir /libtorch && mv pytorch/cpu/linux-*/* /libtorch/ \
 && test -s /libtorch/libtorch.so && chmod -R a+rX /libtorch

# the worker's libraries apart from those of this project, which change with every build
FROM ${JDK} AS libraries
COPY worker/target/lib/ /others/lib/
RUN rm -f /others/lib/pytorch-native-cpu-*.jar && mkdir -p /own/lib && mv /others/lib/crds-*.jar /own/lib/ \
 && chmod -R a+rX /others /own

FROM ${JRE} AS operator
WORKDIR /opt/robust-transfer
COPY operator/target/quarkus-app/lib/ lib/
COPY operator/target/quarkus-app/quarkus/ quarkus/
COPY operator/target/quarkus-app/quarkus-run.jar ./
COPY operator/target/quarkus-app/app/ app/
ENV MALLOC_ARENA_MAX=1
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xmx160m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", \
  "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", "/opt/robust-transfer/quarkus-run.jar"]

FROM ${JRE} AS worker
COPY --from=libtorch /libtorch/ /opt/libtorch/
COPY --from=libraries /others/ /opt/robust-transfer/
COPY --from=libraries /own/ /opt/robust-transfer/
COPY worker/target/worker.jar /opt/robust-transfer/
# DJL takes libtorch from here and puts its small binding into DJL_CACHE_DIR
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cpu DJL_CACHE_DIR=/tmp/.djl.ai
# as Torch.environment() says; glibc's names end so
ENV OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive MALLOC_ARENA_MAX=1 \
  MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=1073741824 TORCH_CPP_LOG_LEVEL=ERROR
ENV HOME=/tmp
USER 65532:65532
# half of the memory limit for Java, the other half for tensors
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-Duser.home=/tmp", \
  "-jar", "/opt/robust-transfer/worker.jar"]

# Built only on a base that stood in for TORCH_CUDA, and never run: that image was not at hand. Not tried are
# that base with a Java of another distribution, TORCH_LIB and what is linked there, and DJL on it; all are by their documentation.
FROM ${JRE} AS jre
FROM ${TORCH_CUDA} AS worker-cuda
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
COPY --from=libraries /others/ /opt/robust-transfer/
COPY --from=libraries /own/ /opt/robust-transfer/
COPY worker/target/worker.jar /opt/robust-transfer/
# where Python's torch 2.7.1+cu128 has its libraries; DJL loads every one of them, so this is never a system folder
ARG TORCH_LIB=/opt/conda/lib/python3.11/site-packages/torch/lib
ENV PYTORCH_LIBRARY_PATH=${TORCH_LIB} PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 DJL_CACHE_DIR=/tmp/.djl.ai
# GPUs are counted by the library of this name; the base has it with a number alone
RUN cudart=$(find ${TORCH_LIB}/ ${TORCH_LIB}/../../nvidia/ -name "libcudart*.so.*" | head -n 1) \
 && test -n "$cudart" && ln -sf "$cudart" "${cudart%/*}/libcudart.so"
ENV OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive MALLOC_ARENA_MAX=1 \
  MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=1073741824 TORCH_CPP_LOG_LEVEL=ERROR
ENV HOME=/tmp
USER 65532:65532
ENTRYPOINT ["/opt/java/openjdk/bin/java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-Duser.home=/tmp", \
  "-jar", "/opt/robust-transfer/worker.jar"]
